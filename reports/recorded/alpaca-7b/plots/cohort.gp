# Run in the report's folder: gnuplot plots/cohort.gp
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
set terminal svg background '#FFFFFF' size 760,456 font 'DejaVu Sans,12' noenhanced name 'cohort'
set output 'plots/cohort.svg'
set lmargin at screen 0.107
set arrow from 0, graph 0 to 0, graph 1 nohead linewidth 1.2 linecolor rgb other
set rmargin at screen 0.9
set border 1
unset ytics
set xlabel 'similarity to the teacher, centred on the cohort (z)' textcolor rgb ink
set xrange [-0.233715:4.12896]
set yrange [0.4:7.6]
d = 'data/cohort.tsv'
p = 'data/cohort_points.tsv'
plot d using (column('lo')):(column('y')):(column('lo')):(column('hi')):(column('y')-0.32):(column('y')+0.32) with boxxyerror fillstyle solid noborder fillcolor rgb band title 'null band', \
  d using (-0.233715):(column('y')):(stringcolumn('channel')) with labels right offset -1,0 textcolor rgb ink notitle, \
  d using (4.12896):(column('y')):(stringcolumn('note')) with labels left offset 1,0 font ',10' textcolor rgb other notitle, \
  d using (column('h1_mean')):(column('y')-0.3):(0):(0.6) with vectors nohead linewidth 2 dashtype 1 linecolor rgb placebo title 'mean of known H1 pairs', \
  p using (column('score')):(column('y')) with points pointtype 6 pointsize 0.7 linecolor rgb other title 'independent model', \
  p using (column('named') == 1 ? column('score') : NaN):(column('y')+0.38):(stringcolumn('model')) with labels font ',9' textcolor rgb other notitle, \
  d using (column('score')):(column('y')) with points pointtype 13 pointsize 1.8 linecolor rgb suspect title 'the suspect'
