# make run    build and serve the built-in conference on 127.0.0.1:8080
# make test   run every test; installs Chromium, axe-core and jq where they are missing
# make build  bin/talksearch
# make lint   gofmt, go vet, staticcheck
# make bench  benchmarks
# make compare  searches beside SQLite's, on TALKS made-up talks
# make load   the program under load: TALKS made-up talks, CONNECTIONS, TIME for each kind of query
# make relevance  what ranking is worth on the judged collections: SETS of them, WITH parameters, PERQUERY=1
# make chaos  kills servers and damages what they keep, for CHAOSTIME
# make soak   the program under load while its programme changes, for SOAKTIME, with IDLE connections held open
# make fuzz   each fuzz test for FUZZTIME
# make vuln   known vulnerabilities of dependencies; says so where the data on them can't be reached

FUZZTIME ?= 30s
CHAOSTIME ?= 10m
SOAKTIME ?= 10m
IDLE ?= 10000
TALKS ?= 10000
CONNECTIONS ?= 16
TIME ?= 2s

# Tests that measure ranking, memory or growth: the race detector would find nothing in
# them that it does not find in others, and they would take eight times as long.
MEASURES := ^Test(KnownItem|RelatedTalks|Relevance|AuthorsKeywords|BytesPerTalk|StreamBoundsMemory|MemoryIsBounded|ReadScales|TextIsLinear)$$

.PHONY: run test build lint bench compare load relevance chaos soak fuzz vuln chromium axe jq clean

run: build
	@./bin/talksearch serve

build:
	@go build -o bin/talksearch ./cmd/talksearch

test: lint chromium axe jq
	go test -race -timeout 14m -skip '$(MEASURES)' ./...
	go test -timeout 14m -run '$(MEASURES)' ./index/... ./corpus/...
	cd api/client && go test -count 1 ./...

lint:
	@files=$$(gofmt -l .); if [ -n "$$files" ]; then echo "not formatted; run gofmt -w:"; echo "$$files"; exit 1; fi
	go vet ./...
	cd api/client && go vet ./...
	go tool staticcheck ./...

bench:
	go test -run '^$$' -bench . -skip '^BenchmarkLoad$$' -benchmem ./...

compare:
	cd index/compare && TALKSEARCH_BENCH_TALKS=$(TALKS) go test -run '^$$' -bench . -benchtime 60x -timeout 1h

load:
	go test -run '^$$' -bench '^BenchmarkLoad$$' -benchtime 1x -timeout 1h ./cmd/talksearch \
		-load.talks $(TALKS) -load.connections $(CONNECTIONS) -load.time $(TIME)

relevance:
	go test ./index/judged -run '^TestRelevance$$' -v -count 1 -sets '$(SETS)' -with '$(WITH)' $(if $(PERQUERY),-perquery)

chaos:
	go test ./cmd/talksearch -run '^TestChaos$$' -v -count 1 -timeout 2h -chaos.time $(CHAOSTIME) -chaos.clock

soak:
	go test ./cmd/talksearch -run '^TestSoak$$' -v -count 1 -timeout 2h -soak.time $(SOAKTIME) -soak.idle $(IDLE)

fuzz:
	@for p in $$(go list ./...); do \
		for f in $$(go test -list '^Fuzz' $$p | grep '^Fuzz'); do \
			echo "$$p $$f"; go test -run '^$$' -fuzz "^$$f\$$" -fuzztime $(FUZZTIME) $$p || exit 1; \
		done; \
	done

vuln:
	@sh .ci/vuln

# The browser tests need Chromium.
chromium:
	@sh .ci/chromium

# So does axe-core, for the check of accessibility.
axe:
	@sh .ci/axe

# The recipes of README need curl and jq.
jq:
	@sh .ci/jq

clean:
	rm -rf bin
