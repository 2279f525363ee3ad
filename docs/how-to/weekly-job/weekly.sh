#!/bin/sh
# Once a week: is there anything new at the publishers? Then a new snapshot, a site, an audit, and a proposal for people.
#
#   sh weekly.sh kerncijfers
#
# Exit code 0: nothing changed, or all is well and $OUT/proposal.md says what changed. Any other: read what was said;
# the snapshot and the site that were there still are.
set -eu
edition=${1:?name an edition}
out=${OUT:-_build/$edition/weekly}
mkdir -p "$out"
rm -f "$out/proposal.md"

code=0
regioboek sources status "$edition" --json "$out/status.json" || code=$?
case $code in
  0) echo "nothing changed since the last time"; exit 0 ;;
  3) ;; # something changed, or was never fetched
  *) exit "$code" ;;
esac

regioboek fetch "$edition" --update --yes --json "$out/changes.json" --report "$out/proposal.tmp"
regioboek check "$edition"
# shellcheck disable=SC2086  # several options are several words
regioboek build "$edition" ${BUILD_OPTIONS:-}
regioboek audit "$edition" --sample "${SAMPLE:-10}"
mv "$out/proposal.tmp" "$out/proposal.md"
