# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the server was asked, against what was in the case at each kill.
#
#   awk -v answers=WHOLE -v left=LEFT -v max=N -f account.awk LOG
#
# WHOLE: rows of the uninterrupted case (model, prompt's id and hash, sample, outcome,
# answer); LEFT: such rows after the number of the kill that left them; N: requests that
# may be in flight; LOG: the server's, with lines {"event":"resume"} after each kill and
# {"event":"server"} where another server begins. Prints: requests answered more often
# than the plan asks them, requests in flight at the kills, the most at one of them, and
# in words what was wrong, if anything.
#
# A request is known by model, prompt, seed and number of choices. Some requests of a plan
# look alike (a sentinel and its probe; samples where no seed is sent): they are counted.
# Two rules hold between one kill and the next, for each request: it is asked no more often
# than the plan wants it and the case lacks it; and all that was asked and has not come
# into the case by the kill was in flight: at most N.

function field(name,    at, value) {
	at = index($0, "\"" name "\":")
	if (!at)
		return ""
	value = substr($0, at + length(name) + 3)
	sub(/[,}].*/, "", value)
	gsub(/"/, "", value)
	return value
}
# The request that brings a row; "": it is not the first choice of its request.
function request(model, id, hash, sample,    pair) {
	pair = model == "alder-1" && id ~ /^often/
	if (pair && sample % 2)
		return ""
	return model " " hash " " (model == "borage-1" ? "null" : 100 + sample) \
		" " (pair ? 2 : 1)
}
function complain(text) {
	if (wrong == "")
		wrong = text
}
# Close the stretch between two kills.
function close_stretch(    key, n, sum) {
	sum = 0
	for (key in asked) {
		n = asked[key] - (in_case[stretch + 1, key] - in_case[stretch, key])
		if (n < 0)
			complain("in the case and not asked: " key)
		sum += n
		delete asked[key]
	}
	if (sum > max)
		complain(sum " in flight at kill " stretch + 1 ", more than " max)
	in_flight += sum
	if (sum > most)
		most = sum
	stretch++
}

BEGIN {
	FS = "\t"
	while ((getline <answers) > 0)
		if ((key = request($1, $2, $3, $4)) != "")
			wanted[key]++
	while ((getline <left) > 0) {
		n_rows[$1]++
		if ($2 == "alder-1" && $3 ~ /^often/)
			odd[$1, $3, int($5 / 2)]++
		if ((key = request($2, $3, $4, $5)) != "")
			in_case[$1, key]++
	}
	for (key in odd)
		if (odd[key] != 2)
			complain("half a request is in the case")
	stretch = most = in_flight = repeats = 0
}
{ event = field("event") }
event == "resume" { close_stretch() }
event == "server" {
	server++
}
event == "begin" {
	key = field("model") " " field("prompt") " " field("seed") " " field("choices")
	n = server " " field("n")
	of[n] = stretch
	if (!(key in wanted))
		complain("never wanted: " key)
	asked[key]++
	if (asked[key] > wanted[key] - in_case[stretch, key])
		complain("asked though it is in the case or on its way, after kill " stretch ": " key)
}
event == "end" {
	key = field("model") " " field("prompt") " " field("seed") " " field("choices")
	# A fault is no answer: it may be asked again, once it has come.
	if (field("fault") != "null" && of[server " " field("n")] == stretch)
		asked[key]--
	if (field("answered") == "true")
		answered[key]++
}
END {
	for (key in answered)
		if (answered[key] > wanted[key])
			repeats += answered[key] - wanted[key]
	# A server that was killed may have answered and not written so.
	for (key in wanted)
		if (!server && answered[key] < wanted[key])
			complain("not answered as often as wanted: " key)
	if (repeats > in_flight)
		complain(repeats " answered again, more than were in flight")
	print repeats, in_flight, most, wrong
}
