-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What wrk sends to assay-sim: one of many questions each time (tests/sim/README.md).
--   wrk -t1 -c512 -d10s -s tests/bench/post.lua http://127.0.0.1:PORT/v1/chat/completions

local n = 0
local topics = { "playing chess for the first time", "repotting a house plant", "learning to swim" }

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"

function request()
	n = n + 1
	return wrk.format(nil, nil, nil, string.format(
		'{"model":"alder-1","seed":%d,"messages":[{"role":"user","content":"Give me some tips for %s."}]}',
		n, topics[n % #topics + 1]))
end
