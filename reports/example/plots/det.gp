# Run in the report's folder: gnuplot plots/det.gp
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
width = 460; height = 420
if (narrow) { width = 356; height = 400 }
set terminal svg size width,height font 'DejaVu Sans,Arial,sans-serif,12' noenhanced name 'det'
set output narrow ? 'plots/det-narrow.svg' : 'plots/det.svg'
set size square
set grid ytics
unset key
set xlabel 'H2 pairs taken for H1 (%)' textcolor rgb ink
set ylabel 'H1 pairs missed (%)' textcolor rgb ink
q(p) = invnorm(p < 0.4 ? 0.004 : p > 60 ? 0.6 : p / 100.0)
set xrange [invnorm(0.004):invnorm(0.6)]
set yrange [invnorm(0.004):invnorm(0.6)]
set xtics ('0.1' invnorm(0.001), '0.5' invnorm(0.005), '1' invnorm(0.01), '2' invnorm(0.02), '5' invnorm(0.05), '10' invnorm(0.1), '20' invnorm(0.2), '40' invnorm(0.4), '60' invnorm(0.6), '80' invnorm(0.8))
set ytics ('0.1' invnorm(0.001), '0.5' invnorm(0.005), '1' invnorm(0.01), '2' invnorm(0.02), '5' invnorm(0.05), '10' invnorm(0.1), '20' invnorm(0.2), '40' invnorm(0.4), '60' invnorm(0.6), '80' invnorm(0.8))
set arrow from graph 0,0 to graph 1,1 nohead dashtype 3 linecolor rgb other
set label 'equal errors 1.8 %' at invnorm(0.0175439),invnorm(0.0175439) left offset 1.2,0.7 point pointtype 6 pointsize 1.5 linewidth 2 linecolor rgb other textcolor rgb ink front
set label 'this case' at invnorm(0.004),invnorm(0.157895) left offset 1.2,0.9 point pointtype 13 pointsize 1.4 linecolor rgb finding textcolor rgb ink front
d = 'data/det.tsv'
plot d using (q(column('p_fa'))):(q(column('p_miss'))) with steps linewidth 2.2 linecolor rgb finding
