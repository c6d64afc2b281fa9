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
