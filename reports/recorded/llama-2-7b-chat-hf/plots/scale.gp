# Run in the report's folder: gnuplot plots/scale.gp
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
width = 760; height = 180
if (narrow) { width = 356; height = 276 }
set terminal svg background '#FFFFFF' size width,height font 'DejaVu Sans,Arial,sans-serif,12' noenhanced name 'scale'
set output narrow ? 'plots/scale-narrow.svg' : 'plots/scale.svg'
unset border
unset ytics
unset grid
set key at screen 0.5, screen (narrow ? 46. : 30.) / height center center maxrows (narrow ? 2 : 1) width 2 font ',12'
set xrange [-6:6]
set yrange [-0.15:narrow ? 2.9 : 2.4]
set lmargin at screen 10. / width
set rmargin at screen 1 - 10. / width
set tmargin at screen 1 - 6. / height
set bmargin at screen (narrow ? 98. : 60.) / height
set xtics ('-6' -6, '-5' -5, '-4' -4, '-3' -3, '-2' -2, '-1' -1, '0' 0, '+1' 1, '+2' 2, '+3' 3, '+4' 4, '+5' 5, '+6' 6) scale 0 offset 0,0.3 font ',13'
small = "font ',12' textcolor rgb ink"
top = narrow ? 2.7 : 2.1
set label '← supports H2' at -6,top left font ',13' textcolor rgb h2
set label 'supports H1 →' at 6,top right font ',13' textcolor rgb h1
set object rectangle from -0.30103,0 to -0,1 fillcolor rgb '#F4F4F4' fillstyle solid border linecolor rgb '#FFFFFF' behind
set object rectangle from 0,0 to 0.30103,1 fillcolor rgb '#F4F4F4' fillstyle solid border linecolor rgb '#FFFFFF' behind
if (narrow) { set label 'none' at 0,1.12 left rotate by 90 @small }
if (!narrow) { set label '' at 0,1.52 center @small; set label 'none' at 0,1.22 center @small }
set object rectangle from -1,0 to -0.30103,1 fillcolor rgb '#F5E5EE' fillstyle solid border linecolor rgb '#FFFFFF' behind
if (narrow) { set label 'weak' at -0.65051,1.12 left rotate by 90 @small }
if (!narrow) { set label '' at -0.65051,1.52 center @small; set label 'weak' at -0.65051,1.22 center @small }
set object rectangle from 0.30103,0 to 1,1 fillcolor rgb '#DFF1EA' fillstyle solid border linecolor rgb '#FFFFFF' behind
if (narrow) { set label 'weak' at 0.65051,1.12 left rotate by 90 @small }
if (!narrow) { set label '' at 0.65051,1.52 center @small; set label 'weak' at 0.65051,1.22 center @small }
set object rectangle from -2,0 to -1,1 fillcolor rgb '#EACBDD' fillstyle solid border linecolor rgb '#FFFFFF' behind
if (narrow) { set label 'moderate' at -1.5,1.12 left rotate by 90 @small }
if (!narrow) { set label '' at -1.5,1.52 center @small; set label 'moderate' at -1.5,1.22 center @small }
set object rectangle from 1,0 to 2,1 fillcolor rgb '#C0E4D7' fillstyle solid border linecolor rgb '#FFFFFF' behind
if (narrow) { set label 'moderate' at 1.5,1.12 left rotate by 90 @small }
if (!narrow) { set label '' at 1.5,1.52 center @small; set label 'moderate' at 1.5,1.22 center @small }
set object rectangle from -3,0 to -2,1 fillcolor rgb '#DDAECA' fillstyle solid border linecolor rgb '#FFFFFF' behind
if (narrow) { set label 'mod. strong' at -2.5,1.12 left rotate by 90 @small }
if (!narrow) { set label 'mod.' at -2.5,1.52 center @small; set label 'strong' at -2.5,1.22 center @small }
set object rectangle from 2,0 to 3,1 fillcolor rgb '#9AD4BF' fillstyle solid border linecolor rgb '#FFFFFF' behind
if (narrow) { set label 'mod. strong' at 2.5,1.12 left rotate by 90 @small }
if (!narrow) { set label 'mod.' at 2.5,1.52 center @small; set label 'strong' at 2.5,1.22 center @small }
set object rectangle from -4,0 to -3,1 fillcolor rgb '#CE91B6' fillstyle solid border linecolor rgb '#FFFFFF' behind
if (narrow) { set label 'strong' at -3.5,1.12 left rotate by 90 @small }
if (!narrow) { set label '' at -3.5,1.52 center @small; set label 'strong' at -3.5,1.22 center @small }
set object rectangle from 3,0 to 4,1 fillcolor rgb '#70C3A7' fillstyle solid border linecolor rgb '#FFFFFF' behind
if (narrow) { set label 'strong' at 3.5,1.12 left rotate by 90 @small }
if (!narrow) { set label '' at 3.5,1.52 center @small; set label 'strong' at 3.5,1.22 center @small }
set object rectangle from -6,0 to -4,1 fillcolor rgb '#BF75A3' fillstyle solid border linecolor rgb '#FFFFFF' behind
if (narrow) { set label 'very strong' at -5,1.12 left rotate by 90 @small }
if (!narrow) { set label 'very' at -5,1.52 center @small; set label 'strong' at -5,1.22 center @small }
set object rectangle from 4,0 to 6,1 fillcolor rgb '#46B28F' fillstyle solid border linecolor rgb '#FFFFFF' behind
if (narrow) { set label 'very strong' at 5,1.12 left rotate by 90 @small }
if (!narrow) { set label 'very' at 5,1.52 center @small; set label 'strong' at 5,1.22 center @small }
set object rectangle from -0.83,0 to -6,1 fillcolor rgb ink fillstyle transparent pattern 4 noborder
set arrow from -0.83,-0.12 to -0.83,1.04 nohead dashtype 2 linewidth 1.6 linecolor rgb ink front
set object rectangle from 0.74,0 to 6,1 fillcolor rgb ink fillstyle transparent pattern 4 noborder
set arrow from 0.74,-0.12 to 0.74,1.04 nohead dashtype 2 linewidth 1.6 linecolor rgb ink front
bar = (0.5 + 0.15) / (narrow ? 3.05 : 2.55)
set arrow from -0.83, graph bar to -0.561089, graph bar nohead linewidth 2.6 linecolor rgb finding front
set arrow from -0.83, graph bar to -1.33, graph bar head filled size character 1.1,22 linewidth 2.6 linecolor rgb finding front
set arrow from -0.561089, graph bar-10./height to -0.561089, graph bar+10./height nohead linewidth 2.6 linecolor rgb finding front
set label '' at -0.83, graph bar point pointtype 13 pointsize narrow ? 1.1 : 1.4 linecolor rgb finding front
plot NaN notitle, \
  keyentry with linespoints pointtype 13 pointsize 1.3 linewidth 2.6 linecolor rgb finding title 'this case', \
  keyentry with boxes fillstyle pattern 4 noborder fillcolor rgb beyond title 'beyond the bound: no statement'
