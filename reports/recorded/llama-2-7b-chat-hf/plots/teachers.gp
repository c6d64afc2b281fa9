# Run in the report's folder: gnuplot plots/teachers.gp
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
width = 760; height = 497
if (narrow) { width = 356; height = 836 }
set terminal svg background '#FFFFFF' size width,height font 'DejaVu Sans,Arial,sans-serif,12' noenhanced name 'teachers'
set output narrow ? 'plots/teachers-narrow.svg' : 'plots/teachers.svg'
set border 1
unset ytics
set lmargin at screen (narrow ? 12. : 262.) / width
set rmargin at screen 1 - (narrow ? 12. : 24.) / width
at_name = narrow ? "left offset 0,1.1 boxed" : "right offset -1,0"
at_note = narrow ? "right offset 0,1.1 boxed" : "left offset 1,0"
if (narrow) { set tmargin at screen 1 - 125. / height; set key at screen 0.02, screen 0.99 left top vertical maxrows 5 }
set object rectangle from -0.961897, graph 0 to -0.108151, graph 1 fillcolor rgb band fillstyle solid noborder behind
set object rectangle from graph 0, graph 0 to -0.83, graph 1 fillcolor rgb beyond fillstyle transparent pattern 4 noborder behind
set object rectangle from 0.74, graph 0 to graph 1, graph 1 fillcolor rgb beyond fillstyle transparent pattern 4 noborder behind
set arrow from -0.83, graph 0 to -0.83, graph 1 nohead dashtype 2 linewidth 1.4 linecolor rgb ink
set arrow from 0.74, graph 0 to 0.74, graph 1 nohead dashtype 2 linewidth 1.4 linecolor rgb ink
set arrow from 0, graph 0 to 0, graph 1 nohead linewidth 1.2 linecolor rgb other
set xlabel 'rank score (not a likelihood ratio)' textcolor rgb ink
set xrange [-1.90728:7.00197]
set yrange [0.3:17 + (narrow ? 1.1 : 0.7)]
d = 'data/teachers.tsv'
k(kind, v) = column('kind') == kind ? v : NaN
plot d using (-1.90728):(column('y')):(stringcolumn('shown')) with labels @at_name textcolor rgb ink notitle, \
  d using (k(0,column('score'))):(column('y')) with points pointtype 9 linecolor rgb other title 'other candidate', \
  d using (k(1,column('score'))):(column('y')) with points pointtype 6 linewidth 1.5 linecolor rgb other title 'placebo teacher', \
  d using (k(2,column('score'))):(column('y')) with points pointtype 5 pointsize 1.3 linecolor rgb teacher title 'the named teacher', \
  d using (k(0,column('score'))):(column('y')):(stringcolumn('times')) with labels left offset 1.2,0 font ',11' boxed textcolor rgb ink notitle, \
  d using (k(1,column('score'))):(column('y')):(stringcolumn('times')) with labels left offset 1.2,0 font ',11' boxed textcolor rgb ink notitle, \
  keyentry with boxes fillstyle solid noborder fillcolor rgb band title '90 % of the 16 placebo teachers', \
  keyentry with boxes fillstyle pattern 4 noborder fillcolor rgb beyond title 'beyond the bound: no statement'
