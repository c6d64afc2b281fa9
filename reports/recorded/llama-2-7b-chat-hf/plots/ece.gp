# Run in the report's folder: gnuplot plots/ece.gp
set encoding utf8
set datafile separator "\t"
set datafile columnheaders
set datafile missing 'NA'
# Colours that differ for every kind of colour vision (Okabe and Ito), never used alone
suspect = '#D55E00'
teacher = '#0072B2'
placebo = '#009E73'
other   = '#6B6B6B'
band    = '#E4EAF0'
ink     = '#333333'
faint   = '#BDBDBD'
set border 3 linecolor rgb faint linewidth 1
set tics nomirror out scale 0.5 textcolor rgb ink
set grid xtics linecolor rgb '#E6E6E6' linewidth 0.8 dashtype solid
set key tmargin left horizontal Left reverse samplen 1.6 width 1 textcolor rgb ink
set bmargin 4.6
set pointsize 1
set terminal svg background '#FFFFFF' size 760,360 font 'DejaVu Sans,12' noenhanced name 'ece'
set output 'plots/ece.svg'
set object 1 rectangle from 0.561089, graph 0 to 0.83, graph 1 fillcolor rgb band fillstyle solid noborder behind
set arrow from 0.83, graph 0 to 0.83, graph 1 nohead linewidth 2.4 linecolor rgb '#111111' front
set label 'this case makes even' at 0.83, graph 0.95 left offset 1,0 textcolor rgb ink front
set grid ytics
set xlabel 'prior log10 odds of H1' textcolor rgb ink
set ylabel 'cross-entropy (bits)' textcolor rgb ink
set yrange [0:*]
d = 'data/ece.tsv'
plot d using (column('log10_odds')):(column('null')) with lines linewidth 1.8 dashtype 3 linecolor rgb other title 'no evidence (LR = 1)', \
  d using (column('log10_odds')):(column('raw')) with lines linewidth 2.2 linecolor rgb suspect title 'this method', \
  d using (column('log10_odds')):(column('pav')) with lines linewidth 2 dashtype 2 linecolor rgb teacher title 'after PAV'
