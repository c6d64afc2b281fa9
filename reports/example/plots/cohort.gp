# Run in the report's folder: gnuplot plots/cohort.gp
# SIMULATION: toy language models; no real model was examined
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
set label 999 (narrow ? 'SIMULATION: toy language models; no real model was examined' : 'SIMULATION: toy language models; no real model was examined') at screen 0.5, screen 0 offset 0,0.7 center noenhanced front font ',9' textcolor rgb '#A04000'
width = 760; height = 504
if (narrow) { width = 356; height = 670 }
set terminal svg size width,height font 'DejaVu Sans,Arial,sans-serif,12' noenhanced name 'cohort'
set output narrow ? 'plots/cohort-narrow.svg' : 'plots/cohort.svg'
set border 1
unset ytics
set lmargin at screen (narrow ? 12. : 82.) / width
set rmargin at screen 1 - (narrow ? 12. : 90.) / width
at_name = narrow ? "left offset 0,1.1 boxed" : "right offset -1,0"
at_note = narrow ? "right offset 0,1.1 boxed" : "left offset 1,0"
set arrow from 0, graph 0 to 0, graph 1 nohead linewidth 1.2 linecolor rgb faint
set xlabel 'similarity to the teacher, centred (z)' textcolor rgb ink
set xrange [-0.625276:4.78897]
set yrange [0.4:7.6]
d = 'data/cohort.tsv'
p = 'data/cohort_points.tsv'
short(s) = narrow && strlen(s) > 27 ? s[1:17].'…'.s[strlen(s) - 8:*] : s
side(right) = (column('nearest_score') > 2.08184) == right
plot NaN notitle, \
  d using (column('lo')):(column('y')):(column('lo')):(column('hi')):(column('y')-0.2):(column('y')+0.2) with boxxyerror fillstyle solid noborder fillcolor rgb band notitle, \
  d using (column('h1_mean')):(column('y')-0.2):(0):(0.4) with vectors nohead linewidth 2.4 linecolor rgb h1 notitle, \
  keyentry with lines linewidth 2.4 linecolor rgb h1 title 'mean of known H1 pairs', \
  d using (-0.625276):(column('y')):(stringcolumn('channel')) with labels @at_name textcolor rgb ink notitle, \
  d using (4.78897):(column('y')):(stringcolumn('note')) with labels @at_note font ',10' textcolor rgb other notitle, \
  p using (column('score')):(column('y')):(column('size')) with points pointtype 6 pointsize variable linecolor rgb other notitle, \
  keyentry with points pointtype 6 pointsize 0.7 linecolor rgb other title 'independent model', \
  p using (column('score')):(column('y')):(stringcolumn('alike')) with labels right offset -1.8,0 font ',10' textcolor rgb ink notitle, \
  d using (side(0) ? column('nearest_score') : NaN):(column('y')-0.34):(short(stringcolumn('first'))) with labels left font ',10' textcolor rgb other notitle, \
  d using (side(1) ? column('nearest_score') : NaN):(column('y')-0.34):(short(stringcolumn('first'))) with labels right font ',10' textcolor rgb other notitle, \
  d using (column('score')):(column('y')) with points pointtype 13 pointsize 1.3 linecolor rgb suspect title 'the suspect', \
  keyentry with boxes fillstyle solid noborder fillcolor rgb band title '90 % of the 29 independent models'
