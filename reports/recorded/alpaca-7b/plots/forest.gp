# Run in the report's folder: gnuplot plots/forest.gp
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
set terminal svg background '#FFFFFF' size 760,360 font 'DejaVu Sans,12' noenhanced name 'forest'
set output 'plots/forest.svg'
set lmargin at screen 0.145
set object 1 rectangle from -1.01079, graph 0 to -0.114409, graph 1 fillcolor rgb band fillstyle solid noborder behind
set arrow from 0, graph 0 to 0, graph 1 nohead linewidth 1.2 linecolor rgb other
set arrow from -0.8, graph 0 to -0.8, graph 1 nohead dashtype 2 linewidth 1.4 linecolor rgb ink
set arrow from 0.87, graph 0 to 0.87, graph 1 nohead dashtype 2 linewidth 1.4 linecolor rgb ink
set rmargin at screen 0.79
set border 1
unset ytics
set xlabel 'LLR10: left supports H2, right supports H1' textcolor rgb ink
set xrange [-1.12363:0.982847]
set yrange [-0.7:7.6]
set arrow from graph 0, first 0.5 to graph 1, first 0.5 nohead linecolor rgb faint
d = 'data/forest.tsv'
k(kind, v) = column('kind') == kind ? v : NaN
plot d using (-1.12363):(column('y')):(stringcolumn('channel')) with labels right offset -1,0 textcolor rgb ink notitle, \
  d using (0.982847):(column('y')):(stringcolumn('note')) with labels left offset 1,0 font ',10' textcolor rgb other notitle, \
  d using (k(1,column('llr10'))):(column('y')):(column('lo')):(column('hi')) with xerrorbars pointtype 7 linewidth 1.6 linecolor rgb teacher title 'channel', \
  d using (k(0,column('llr10'))):(column('y')):(column('lo')):(column('hi')) with xerrorbars pointtype 6 linewidth 1 dashtype 3 linecolor rgb other title 'channel, not used', \
  d using (k(2,column('llr10'))):(column('y')):(column('lo')):(column('hi')) with xerrorbars pointtype 13 pointsize 1.8 linewidth 2.6 linecolor rgb suspect title 'all together'
