# Run in the report's folder: gnuplot plots/matrix.gp
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
set terminal svg background '#FFFFFF' size 924,704 font 'DejaVu Sans,12' noenhanced name 'matrix'
set output 'plots/matrix.svg'
unset datafile missing
n = 30
k = 16
array z[n * n]
array pixel[n * n * k * k]
stats 'data/matrix_cells.tsv' using (z[int(column('y')) * n + int(column('x')) + 1] = column('z')) nooutput
px(i) = (int(i) - 1) % (n * k)
py(i) = (int(i) - 1) / (n * k)
set datafile nocolumnheaders
unset border
unset xtics
unset ytics
unset grid
unset key
set lmargin at screen 0.0130
set rmargin at screen 0.6697
set tmargin at screen 0.9858
set bmargin at screen 0.1307
set xrange [-11.4511:29.5]
set yrange [29.5:-0.5]
set palette defined (-1 '#0072B2', -0.5 '#8FC1E0', 0 '#FAFAFA', 0.5 '#F3B48B', 1 '#D55E00')
set cbrange [-1.43:1.43]
set colorbox horizontal user origin screen 0.03, screen 0.0795 size screen 0.2597, screen 0.0156
set cbtics scale 0.4 font ',10' textcolor rgb ink
set label 'centred similarity (z), from less to more alike than usual' at screen 0.3071, screen 0.0866 left font ',10' textcolor rgb ink
d = 'data/matrix_names.tsv'
plot pixel using ((px($1) + 0.5) / k - 0.5):((py($1) + 0.5) / k - 0.5):(z[py($1) / k * n + px($1) / k + 1]) with image notitle, \
  'data/matrix_tree.tsv' using (column('x')):(column('y')):(column('dx')):(column('dy')) with vectors nohead linewidth 1.1 linecolor rgb other notitle, \
  d using (column('kind') == 2 ? 29.5 : NaN):(column('y')):(stringcolumn('shown')) with labels left offset 0.8,0 font ',12.0' textcolor rgb teacher notitle, \
  d using (column('kind') == 1 ? 29.5 : NaN):(column('y')):(stringcolumn('shown')) with labels left offset 0.8,0 font ',12.0' textcolor rgb suspect notitle, \
  d using (column('kind') == 0 ? 29.5 : NaN):(column('y')):(stringcolumn('shown')) with labels left offset 0.8,0 font ',12.0' textcolor rgb ink notitle, \
  NaN notitle
