-- wrk script: walks the paths of $BENCH_PATHS in turn; prints one line of figures at the end.
local paths = {}
for line in io.lines(os.getenv("BENCH_PATHS")) do paths[#paths + 1] = line end
local next_path = 0
function request()
    next_path = next_path % #paths + 1
    return wrk.format("GET", paths[next_path])
end
function done(summary, latency)
    local failed = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
    io.write(string.format("requests %d  failed %d  rate %.0f/s  p50 %.2f ms  p95 %.2f ms  p99 %.2f ms\n", summary.requests,
        failed, summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
        latency:percentile(99) / 1e3))
end
