# Run in the report's folder: gnuplot plots/tippett.gp
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
width = 760; height = 400
if (narrow) { width = 356; height = 400 }
set terminal svg size width,height font 'DejaVu Sans,Arial,sans-serif,12' noenhanced name 'tippett'
set output narrow ? 'plots/tippett-narrow.svg' : 'plots/tippett.svg'
set object rectangle from graph 0, graph 0 to -1.22, graph 1 fillcolor rgb beyond fillstyle transparent pattern 4 noborder behind
set object rectangle from 1.44, graph 0 to graph 1, graph 1 fillcolor rgb beyond fillstyle transparent pattern 4 noborder behind
set arrow from -1.22, graph 0 to -1.22, graph 1 nohead dashtype 2 linewidth 1.4 linecolor rgb ink
set arrow from 1.44, graph 0 to 1.44, graph 1 nohead dashtype 2 linewidth 1.4 linecolor rgb ink
set arrow from 0, graph 0 to 0, graph 1 nohead linewidth 1 linecolor rgb other
set arrow from 1.44, graph 0 to 1.44, graph 0.9 nohead linewidth 2.4 linecolor rgb finding front
if (0) { set label 'this case' at graph 0.5, graph 0.975 center textcolor rgb ink front } else { set label 'this case' at 1.44, graph 0.975 left offset 1,0 textcolor rgb ink front }
set arrow from 1.44, graph 0.9 to 1.94, graph 0.9 head filled size character 1.1,22 linewidth 2.6 linecolor rgb finding front
set label '' at 1.44, graph 0.9 point pointtype 13 pointsize narrow ? 1.1 : 1.4 linecolor rgb finding front
set arrow from 4.78836, graph 0 to 4.78836, graph 0.9 nohead dashtype 3 linewidth 1.4 linecolor rgb finding front
set label '' at 4.78836, graph 0.9 point pointtype 12 pointsize 1.3 linewidth 1.6 linecolor rgb finding front
set grid ytics
set xlabel 'LLR10 (left supports H2, right supports H1)' textcolor rgb ink
set ylabel 'share of pairs at or above (%)' textcolor rgb ink
set xrange [-2.38352:8.13547]
set yrange [0:126]
set ytics 0,20,100
d = 'data/tippett_curves.tsv'
plot d using (column('hypothesis') == 1 ? column('llr10') : NaN):(column('share')) with lines linewidth 2.2 linecolor rgb h1 title 'known H1 pairs', \
  d using (column('hypothesis') == 2 ? column('llr10') : NaN):(column('share')) with lines linewidth 2.2 dashtype 2 linecolor rgb h2 title 'known H2 pairs', \
  keyentry with points pointtype 12 pointsize 1.3 linewidth 1.6 linecolor rgb finding title 'before bounding, for its place only', \
  keyentry with boxes fillstyle pattern 4 noborder fillcolor rgb beyond title 'beyond the bound: no statement'
