#!/bin/sh
# Puts Apache ECharts beside the C file that embeds it, so that reports have charts.
#
# The library comes out of a Python package that ships it, pinned by version, and is checked
# against a pinned hash; nothing of the package is run or installed. Reports are complete without
# charts, so whatever goes wrong here is told in one line and is no failure.
set -u

package='nicegui==2.24.2'
member='nicegui/elements/lib/echarts/echarts.min.js'
# Apache ECharts 5.5.1, Apache-2.0.
sha256='e84270bd0cd5bdf60fefc26d00c2a391cb2e81f4d26a7a9ee16185a54773a3cf'

assets="$(cd "$(dirname "$0")" && pwd)/Sources/CChartAssets"
target="$assets/echarts.min.js"

without_charts() {
    echo "charts: $1; reports will come without charts"
    exit 0
}

is_pinned() {
    echo "$sha256  $1" | sha256sum --check --status 2>/dev/null
}

[ -f "$target" ] && is_pinned "$target" && exit 0
command -v sha256sum >/dev/null || without_charts 'sha256sum is missing'
command -v python3 >/dev/null || without_charts 'python3 is missing'
python3 -m pip --version >/dev/null 2>&1 || without_charts 'pip is missing'

folder="$(mktemp -d)" || without_charts 'no temporary folder could be made'
trap 'rm -rf "$folder"' EXIT
echo 'charts: fetching Apache ECharts 5.5.1 (13 MB, once)'
python3 -m pip download --quiet --no-deps --only-binary :all: --dest "$folder" "$package" \
    >/dev/null 2>&1 || without_charts "$package could not be downloaded"
python3 -m zipfile -e "$folder"/*.whl "$folder/content" ||
    without_charts "$package is no archive"
[ -f "$folder/content/$member" ] || without_charts "$package has no $member"
is_pinned "$folder/content/$member" || without_charts "$member is not the pinned one"
mv "$folder/content/$member" "$target.part" && mv "$target.part" "$target" ||
    without_charts "$target could not be written"
# The compiler did not see the missing file before, so it has no reason to look again.
touch "$assets/chart_assets.c"
