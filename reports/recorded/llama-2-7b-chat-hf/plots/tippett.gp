# Run in the report's folder: gnuplot plots/tippett.gp
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
set terminal svg background '#FFFFFF' size 760,380 font 'DejaVu Sans,12' noenhanced name 'tippett'
set output 'plots/tippett.svg'
set object 1 rectangle from -0.83, graph 0 to -0.561089, graph 1 fillcolor rgb band fillstyle solid noborder behind
set arrow from 0, graph 0 to 0, graph 1 nohead linewidth 1 linecolor rgb other
set arrow from -0.83, graph 0 to -0.83, graph 1 nohead linewidth 2.4 linecolor rgb '#111111' front
set label 'this case' at -0.83, graph 0.95 left offset 1,0 textcolor rgb ink front
set grid ytics
set xlabel 'LLR10' textcolor rgb ink
set ylabel 'share of pairs at or above (%)' textcolor rgb ink
set xrange [-1.24623:3.69722]
set yrange [0:102]
d = 'data/tippett_curves.tsv'
plot d using (column('hypothesis') == 1 ? column('llr10') : NaN):(column('share')) with lines linewidth 2.2 linecolor rgb suspect title 'known H1 pairs', \
  d using (column('hypothesis') == 2 ? column('llr10') : NaN):(column('share')) with lines linewidth 2.2 dashtype 2 linecolor rgb teacher title 'known H2 pairs'
