-- wrk script: sends the bodies of $BENCH_BODIES to POST /v1/match in turn; prints one line of figures at the end.
local bodies = {}
for line in io.lines(os.getenv("BENCH_BODIES")) do bodies[#bodies + 1] = line end
local next_body = 0
local headers = { ["Content-Type"] = "application/json" }
function request()
    next_body = next_body % #bodies + 1
    return wrk.format("POST", "/v1/match", headers, bodies[next_body])
end
function done(summary, latency)
    local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
    io.write(string.format("requests %d  failed %d  rate %.0f/s  p50 %.2f ms  p95 %.2f ms  p99 %.2f ms\n", summary.requests,
        failed, summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
        latency:percentile(99) / 1e3))
end
