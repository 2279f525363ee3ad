#!/bin/sh
# Once a week: is there anything new at the publishers? Then a new snapshot, a site, an audit, and a proposal for people.
#
#   sh weekly.sh kerncijfers        (of one edition never two at a time)
#
# Exit code 0: nothing changed, or all is well and $OUT/proposal.md says what changed. Any other: read what was said;
# snapshot and site are as they were again, so that the next run begins where this one did.
set -eu
edition=${1:?name an edition}
out=${OUT:-_build/$edition/weekly}
snapshot=data/snapshots/$edition
undo=$out/undo # what there was, until all is well

build() {
  # shellcheck disable=SC2086  # several options are several words
  regioboek build "$edition" --no-fetch ${BUILD_OPTIONS:-}
}

put_back() {
  [ -d "$undo" ] || return 0
  if [ -d "$undo/snapshot" ]; then
    rm -rf "$snapshot"
    mv "$undo/snapshot" "$snapshot"
  elif [ -f "$undo/none" ]; then
    rm -rf "$snapshot"
  fi
  echo "the snapshot is as it was before this job" >&2
  if [ -f "$undo/site" ]; then
    echo "and the site is made from it again" >&2
    build >&2 || true
  fi
  rm -rf "$undo" "$out/proposal.tmp"
}

trap 'code=$?; [ "$code" -eq 0 ] || put_back; exit "$code"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

mkdir -p "$out"
put_back # what a run that was killed left
[ ! -f "$out/proposal.md" ] || mv "$out/proposal.md" "$out/proposal-before.md"

code=0
regioboek sources status "$edition" --json "$out/status.json" || code=$?
case $code in
  0) echo "nothing changed since the last time"; exit 0 ;;
  3) ;; # something changed, or was never fetched
  *) exit "$code" ;;
esac

rm -rf "$undo.part"
mkdir "$undo.part"
if [ -d "$snapshot" ]; then cp -Rp "$snapshot" "$undo.part/snapshot"; else touch "$undo.part/none"; fi
mv "$undo.part" "$undo"

regioboek fetch "$edition" --update --yes --json "$out/changes.json" --report "$out/proposal.tmp"
regioboek check "$edition"
if [ -d "$undo/snapshot" ] && [ -d "_build/$edition/html" ]; then touch "$undo/site"; fi
build
regioboek audit "$edition" --sample "${SAMPLE:-10}"

mv "$out/proposal.tmp" "$out/proposal.md"
rm -rf "$out/before"
mv "$undo" "$out/before"
cat "$out/proposal.md"
