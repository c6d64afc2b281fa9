# Run in the report's folder: gnuplot plots/teachers.gp
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
set terminal svg background '#FFFFFF' size 760,642 font 'DejaVu Sans,12' noenhanced name 'teachers'
set output 'plots/teachers.svg'
set lmargin at screen 0.344
set object 1 rectangle from -0.961897, graph 0 to 0.73728, graph 1 fillcolor rgb band fillstyle solid noborder behind
set arrow from 0, graph 0 to 0, graph 1 nohead linewidth 1.2 linecolor rgb other
set rmargin at screen 0.97
set border 1
unset ytics
set xlabel 'fused score before bounding (log10 units)' textcolor rgb ink
set xrange [-1.41109:6.97389]
set yrange [0.3:28.7]
d = 'data/teachers.tsv'
k(kind, v) = column('kind') == kind ? v : NaN
plot d using (-1.41109):(column('y')):(stringcolumn('model')) with labels right offset -1,0 font ',11' textcolor rgb ink notitle, \
  d using (column('lo')):(column('y')):(column('hi')-column('lo')):(0) with vectors nohead linewidth 1.6 linecolor rgb faint notitle, \
  d using (k(0,column('score'))):(column('y')) with points pointtype 5 pointsize 0.9 linecolor rgb other title 'other candidate', \
  d using (k(1,column('score'))):(column('y')) with points pointtype 6 linewidth 1.5 linecolor rgb placebo title 'placebo teacher', \
  d using (k(2,column('score'))):(column('y')) with points pointtype 13 pointsize 1.8 linecolor rgb teacher title 'the named teacher'
