# Run in the report's folder: gnuplot plots/forest.gp
set encoding utf8
set datafile separator "\t"
set datafile columnheaders
set datafile missing 'NA'
# With -e 'narrow = 1' the same file draws for a telephone.
if (!exists("narrow")) narrow = 0
# One meaning a colour, in every figure and on the page. The hues are Okabe and Ito's,
# which differ for every kind of colour vision; shape, line or words always say the same.
suspect = '#D55E00'     # the suspect: diamond
teacher = '#0072B2'     # the named teacher: square
h1      = '#009E73'     # known pairs of which H1 is true: solid lines
h2      = '#B0578D'     # known pairs of which H2 is true: dashed lines
h2_band = '#EBD3E2'     # where nine tenths of them lie
finding = '#111111'     # the likelihood ratio of this case, and its channels'
other   = '#6B6B6B'     # models that are neither suspect nor teacher
band    = '#E2E2E2'     # where nine tenths of them lie
beyond  = '#9C9C9C'     # hatched: beyond the bound
ink     = '#333333'
faint   = '#BDBDBD'
set border 3 linecolor rgb faint linewidth 1
set tics nomirror out scale 0.5 textcolor rgb ink
set grid xtics linecolor rgb '#E6E6E6' linewidth 0.8 dashtype solid
set key tmargin left horizontal Left reverse samplen 1.6 width 1 font ',11' textcolor rgb ink
set key spacing narrow ? 1.35 : 1.15
set bmargin 4.6
set pointsize 1
set style textbox opaque noborder fillcolor rgb '#FFFEFB' margins 0.3,0.2
width = 760; height = 360
if (narrow) { width = 356; height = 500 }
set terminal svg background '#FFFFFF' size width,height font 'DejaVu Sans,Arial,sans-serif,12' noenhanced name 'forest'
set output narrow ? 'plots/forest-narrow.svg' : 'plots/forest.svg'
set border 1
unset ytics
set lmargin at screen (narrow ? 12. : 110.) / width
set rmargin at screen 1 - (narrow ? 12. : 160.) / width
at_name = narrow ? "left offset 0,1.1 boxed" : "right offset -1,0"
at_note = narrow ? "right offset 0,1.1 boxed" : "left offset 1,0"
set object rectangle from -1.01079, graph 0 to -0.114409, graph 1 fillcolor rgb h2_band fillstyle solid noborder behind
set object rectangle from graph 0, graph 0 to -0.8, graph 1 fillcolor rgb beyond fillstyle transparent pattern 4 noborder behind
set object rectangle from 0.87, graph 0 to graph 1, graph 1 fillcolor rgb beyond fillstyle transparent pattern 4 noborder behind
set arrow from -0.8, graph 0 to -0.8, graph 1 nohead dashtype 2 linewidth 1.4 linecolor rgb ink
set arrow from 0.87, graph 0 to 0.87, graph 1 nohead dashtype 2 linewidth 1.4 linecolor rgb ink
set arrow from 0, graph 0 to 0, graph 1 nohead linewidth 1.2 linecolor rgb other
set xlabel 'LLR10 (left supports H2, right supports H1)' textcolor rgb ink
set xrange [-1.5722:1.6422]
set yrange [-0.6:7.8]
set arrow from graph 0, first (narrow ? 0.82 : 0.5) to graph 1, first (narrow ? 0.82 : 0.5) nohead linecolor rgb faint
d = 'data/forest.tsv'
k(kind, v) = column('kind') == kind ? v : NaN
plot d using (-1.5722):(column('y')):(stringcolumn('channel')) with labels @at_name textcolor rgb ink notitle, \
  d using (1.6422):(column('y')):(stringcolumn('note')) with labels @at_note font ',10' textcolor rgb other notitle, \
  d using (column('cut_hi')):(column('y')):(0.5):(0) with vectors head filled size character 0.9,22 linewidth 1.8 linecolor rgb finding notitle, \
  d using (k(1,column('lo'))):(column('y')):(column('hi')-column('lo')):(0) with vectors nohead linewidth 1.8 linecolor rgb finding notitle, \
  d using (k(1,column('llr10'))):(column('y')) with points pointtype 7 linecolor rgb finding title 'channel', \
  d using (k(2,column('lo'))):(column('y')):(column('hi')-column('lo')):(0) with vectors nohead linewidth 2.8 linecolor rgb finding notitle, \
  d using (k(2,column('llr10'))):(column('y')) with points pointtype 13 pointsize 1.4 linecolor rgb finding title 'all together', \
  keyentry with boxes fillstyle solid noborder fillcolor rgb h2_band title '90 % of the 542 known H2 pairs', \
  keyentry with boxes fillstyle pattern 4 noborder fillcolor rgb beyond title 'beyond the bound: no statement'
