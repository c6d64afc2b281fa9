# Run in the report's folder: gnuplot plots/scale.gp
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
set terminal svg background '#FFFFFF' size 760,168 font 'DejaVu Sans,12' noenhanced name 'scale'
set output 'plots/scale.svg'
unset border
unset ytics
unset grid
unset key
set xrange [-6:6]
set yrange [-0.6:2.0]
set lmargin at screen 0.02
set rmargin at screen 0.98
set bmargin at screen 0.28
set tmargin at screen 0.99
set xtics ('-6' -6, '-5' -5, '-4' -4, '-3' -3, '-2' -2, '-1' -1, '0' 0, '+1' 1, '+2' 2, '+3' 3, '+4' 4, '+5' 5, '+6' 6) scale 0 offset 0,0.3
set label 'supports H2' at -6,1.78 left textcolor rgb teacher
set label 'supports H1' at 6,1.78 right textcolor rgb suspect
set object rectangle from -0.30103,0 to -0,1 fillcolor rgb '#F4F4F4' fillstyle solid border linecolor rgb '#FFFFFF' behind
set object rectangle from 0,0 to 0.30103,1 fillcolor rgb '#F4F4F4' fillstyle solid border linecolor rgb '#FFFFFF' behind
set object rectangle from -1,0 to -0.30103,1 fillcolor rgb '#DCE9F3' fillstyle solid border linecolor rgb '#FFFFFF' behind
set label '' at -0.65051,1.42 center font ',9' textcolor rgb ink
set label 'weak' at -0.65051,1.2 center font ',9' textcolor rgb ink
set object rectangle from 0.30103,0 to 1,1 fillcolor rgb '#FBE6D8' fillstyle solid border linecolor rgb '#FFFFFF' behind
set label '' at 0.65051,1.42 center font ',9' textcolor rgb ink
set label 'weak' at 0.65051,1.2 center font ',9' textcolor rgb ink
set object rectangle from -2,0 to -1,1 fillcolor rgb '#BCD7EA' fillstyle solid border linecolor rgb '#FFFFFF' behind
set label '' at -1.5,1.42 center font ',9' textcolor rgb ink
set label 'moderate' at -1.5,1.2 center font ',9' textcolor rgb ink
set object rectangle from 1,0 to 2,1 fillcolor rgb '#F6D0B5' fillstyle solid border linecolor rgb '#FFFFFF' behind
set label '' at 1.5,1.42 center font ',9' textcolor rgb ink
set label 'moderate' at 1.5,1.2 center font ',9' textcolor rgb ink
set object rectangle from -3,0 to -2,1 fillcolor rgb '#98C1DE' fillstyle solid border linecolor rgb '#FFFFFF' behind
set label 'moderately' at -2.5,1.42 center font ',9' textcolor rgb ink
set label 'strong' at -2.5,1.2 center font ',9' textcolor rgb ink
set object rectangle from 2,0 to 3,1 fillcolor rgb '#F0B78E' fillstyle solid border linecolor rgb '#FFFFFF' behind
set label 'moderately' at 2.5,1.42 center font ',9' textcolor rgb ink
set label 'strong' at 2.5,1.2 center font ',9' textcolor rgb ink
set object rectangle from -4,0 to -3,1 fillcolor rgb '#6EA8D0' fillstyle solid border linecolor rgb '#FFFFFF' behind
set label '' at -3.5,1.42 center font ',9' textcolor rgb ink
set label 'strong' at -3.5,1.2 center font ',9' textcolor rgb ink
set object rectangle from 3,0 to 4,1 fillcolor rgb '#E99C66' fillstyle solid border linecolor rgb '#FFFFFF' behind
set label '' at 3.5,1.42 center font ',9' textcolor rgb ink
set label 'strong' at 3.5,1.2 center font ',9' textcolor rgb ink
set object rectangle from -6,0 to -4,1 fillcolor rgb '#438DC0' fillstyle solid border linecolor rgb '#FFFFFF' behind
set label 'very' at -5,1.42 center font ',9' textcolor rgb ink
set label 'strong' at -5,1.2 center font ',9' textcolor rgb ink
set object rectangle from 4,0 to 6,1 fillcolor rgb '#E0803D' fillstyle solid border linecolor rgb '#FFFFFF' behind
set label 'very' at 5,1.42 center font ',9' textcolor rgb ink
set label 'strong' at 5,1.2 center font ',9' textcolor rgb ink
set arrow from -0.8,-0.25 to -0.8,1 nohead dashtype 2 linewidth 1.6 linecolor rgb ink front
set arrow from 0.87,-0.25 to 0.87,1 nohead dashtype 2 linewidth 1.6 linecolor rgb ink front
set label 'bound' at -0.8,-0.42 center font ',9' textcolor rgb ink
set label 'bound' at 0.87,-0.42 center font ',9' textcolor rgb ink
set arrow from 0.87,0.5 to 0.87,0.5 nohead linewidth 2.6 linecolor rgb '#111111' front
set arrow from 0.87,0.3 to 0.87,0.7 nohead linewidth 2.6 linecolor rgb '#111111' front
set arrow from 0.87,0.3 to 0.87,0.7 nohead linewidth 2.6 linecolor rgb '#111111' front
set label '' at 0.87,0.5 point pointtype 13 pointsize 1.7 linecolor rgb '#111111' front
plot NaN notitle
