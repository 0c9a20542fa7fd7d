export CGO_ENABLED = 0

OAPI_CODEGEN = github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
SOAK = Soak|Crash|Race|Parallel|AtOnce

.PHONY: test soak holes lint generate fixture pictures

# Everything, on SQLite and PostgreSQL. PostgreSQL, Chromium and axe-core are used where they are found; with KONTOR_TEST_ALL=1
# their absence fails. The last test prints and compares how many tests ran on each database.
test:
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || echo "PostgreSQL is not installed: tests on it are skipped."
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || echo "Chromium is not installed: tests in a browser are skipped."
	@command -v strace >/dev/null || echo "strace is not installed: power cuts and failing disks are skipped."
	@[ -n "$$KONTOR_AXE" ] || [ -f node_modules/axe-core/axe.min.js ] || echo "axe-core is not installed (npm install --no-save axe-core): accessibility checks are skipped."
	@counts=$$(mktemp -d) && chmod 755 "$$counts" && trap 'rm -rf "$$counts"' EXIT && status=0; \
	KONTOR_TEST_LONG=1 KONTOR_TEST_COUNTS="$$counts" go test -count=1 -timeout 20m $$(go list ./... | grep -v /kontortest/count$$) || status=1; \
	KONTOR_TEST_COUNTED="$$counts" go test -count=1 -v ./kontortest/count || status=1; \
	exit $$status

# The tests of crashes and races, at large numbers: up to an hour.
soak:
	KONTOR_SOAK=1 go test -count=1 -timeout 90m -run '$(SOAK)' -v ./...

# Plants five holes, one after the other, and wants the stranger walk to find each.
holes:
	bash .ci/holes

lint:
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$unformatted" ] || { echo "not gofmt'ed:"; echo "$$unformatted"; exit 1; }
	go vet ./...
	go run $(STATICCHECK) ./...
	@before=$$(git ls-files -co --exclude-standard '*_templ.go' '*.gen.go' | xargs cat | cksum); $(MAKE) --no-print-directory generate >/dev/null; \
	after=$$(git ls-files -co --exclude-standard '*_templ.go' '*.gen.go' | xargs cat | cksum); \
	[ "$$before" = "$$after" ] || { echo "generated files were not up to date: commit what make generate changed"; exit 1; }

generate:
	go tool templ generate
	@document=$$(mktemp) && trap 'rm -f "$$document"' EXIT && go run ./cmd/kontor openapi >"$$document" && go run $(OAPI_CODEGEN) -config client/generate.yaml "$$document"

# The fixture databases of the newest schema (kontortest/fixture), once, before it is released. Those of older schemas stay as they are.
fixture:
	go test -tags fixture -count=1 -run TestMakeFixtures -v ./kontortest/fixture

# The pictures of the help (docs/pictures), by the states that the browser tests look at.
pictures:
	KONTOR_PICTURES="$(CURDIR)/docs/pictures" go test -count=1 -run TestMakePictures -v ./web
