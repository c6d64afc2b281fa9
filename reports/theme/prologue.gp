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
