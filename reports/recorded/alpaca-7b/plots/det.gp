# Run in the report's folder: gnuplot plots/det.gp
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
set terminal svg background '#FFFFFF' size 460,420 font 'DejaVu Sans,12' noenhanced name 'det'
set output 'plots/det.svg'
set size square
set grid ytics
unset key
set xlabel 'H2 pairs taken for H1 (%)' textcolor rgb ink
set ylabel 'H1 pairs missed (%)' textcolor rgb ink
q(p) = p > 0 && p < 100 ? invnorm(p/100.0) : NaN
set xrange [invnorm(0.004):invnorm(0.6)]
set yrange [invnorm(0.004):invnorm(0.6)]
set xtics ('0.1' invnorm(0.001), '0.5' invnorm(0.005), '1' invnorm(0.01), '2' invnorm(0.02), '5' invnorm(0.05), '10' invnorm(0.1), '20' invnorm(0.2), '40' invnorm(0.4), '60' invnorm(0.6), '80' invnorm(0.8))
set ytics ('0.1' invnorm(0.001), '0.5' invnorm(0.005), '1' invnorm(0.01), '2' invnorm(0.02), '5' invnorm(0.05), '10' invnorm(0.1), '20' invnorm(0.2), '40' invnorm(0.4), '60' invnorm(0.6), '80' invnorm(0.8))
set arrow from graph 0,0 to graph 1,1 nohead dashtype 3 linecolor rgb other
set label 'EER 4.9 %' at invnorm(0.0490196),invnorm(0.0490196) left offset 1.2,0.6 point pointtype 13 pointsize 1.5 linecolor rgb suspect textcolor rgb ink front
d = 'data/det.tsv'
plot d using (q(column('p_fa'))):(q(column('p_miss'))) with steps linewidth 2.2 linecolor rgb teacher
