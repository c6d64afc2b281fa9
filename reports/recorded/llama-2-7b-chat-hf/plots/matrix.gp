# Run in the report's folder: gnuplot plots/matrix.gp
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
width = 924; height = 724
if (narrow) { width = 356; height = 579 }
set terminal svg background '#FFFFFF' size width,height font 'DejaVu Sans,Arial,sans-serif,12' noenhanced name 'matrix'
set output narrow ? 'plots/matrix-narrow.svg' : 'plots/matrix.svg'
unset datafile missing
n = 29
k = narrow ? 8 : 16
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
room = narrow ? 6.04167 : 10.0453
in_names = narrow ? "font ',10.0'" : "font ',12.0'"
set lmargin at screen 12. / width
set rmargin at screen 1 - (narrow ? 146.8 : 329.0) / width
set tmargin at screen 1 - 40. / height
set bmargin at screen 104. / height
set xrange [-1.6 - room:28.5]
set yrange [28.5:-0.5]
set object rectangle from 16-0.5,0-0.5 to 16+0.5,0+0.5 front fillstyle empty border linecolor rgb suspect linewidth 2
set object rectangle from 0-0.5,16-0.5 to 0+0.5,16+0.5 front fillstyle empty border linecolor rgb suspect linewidth 2
set palette defined (-0.974 '#F2F2F2', 0 '#D6D6D6', 2.031 '#8C8C8C', 4.062 '#101010')
set cbrange [-0.974:4.062]
set colorbox horizontal user origin screen 16. / width, screen 54. / height size screen 300. / width, screen 12. / height
set cbtics scale 0.4 font ',10' textcolor rgb ink
set label 'less alike ← centred similarity (z) → more alike' at screen 166. / width, screen 76. / height center font ',10' textcolor rgb ink
d = 'data/matrix_names.tsv'
said(key) = stringcolumn(key) eq 'NA' ? '' : stringcolumn(key)
plot pixel using ((px($1) + 0.5) / k - 0.5):((py($1) + 0.5) / k - 0.5):(z[py($1) / k * n + px($1) / k + 1]) with image notitle, \
  'data/matrix_tree.tsv' using (-1 - room * column('x')):(column('y')):(-room * column('dx')):(column('dy')) with vectors nohead linewidth 1.1 linecolor rgb other notitle, \
  d using (column('kind') == 2 ? 28.5 : NaN):(column('y')):(said(narrow ? 'narrow' : 'shown')) with labels left offset 0.8,0 @in_names textcolor rgb teacher notitle, \
  d using (column('kind') == 2 ? column('y') : NaN):(-0.5):(said(narrow ? 'narrow_number' : 'number')) with labels offset 0,0.5 font ',8' textcolor rgb teacher notitle, \
  d using (column('kind') == 2 ? column('y') : NaN):(-0.5):(said('mark')) with labels offset 0,1.2 font ',11' textcolor rgb teacher notitle, \
  d using (column('kind') == 1 ? 28.5 : NaN):(column('y')):(said(narrow ? 'narrow' : 'shown')) with labels left offset 0.8,0 @in_names textcolor rgb suspect notitle, \
  d using (column('kind') == 1 ? column('y') : NaN):(-0.5):(said(narrow ? 'narrow_number' : 'number')) with labels offset 0,0.5 font ',8' textcolor rgb suspect notitle, \
  d using (column('kind') == 1 ? column('y') : NaN):(-0.5):(said('mark')) with labels offset 0,2.0 font ',11' textcolor rgb suspect notitle, \
  d using (column('kind') == 0 ? 28.5 : NaN):(column('y')):(said(narrow ? 'narrow' : 'shown')) with labels left offset 0.8,0 @in_names textcolor rgb ink notitle, \
  d using (column('kind') == 0 ? column('y') : NaN):(-0.5):(said(narrow ? 'narrow_number' : 'number')) with labels offset 0,0.5 font ',8' textcolor rgb ink notitle
