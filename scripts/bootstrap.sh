#!/bin/sh
# Brings a fresh Debian 12 machine to the point where the project can run, then runs it.
#   sh scripts/bootstrap.sh run  scripts/start.ts [args]   what `npm start` needs
#   sh scripts/bootstrap.sh test scripts/test.ts  [args]   the same, and the tools of the tests
# Only apt-get goes through sudo. Nothing is done twice: packages present and an unchanged lock are skipped.
set -eu
cd "$(dirname "$0")/.."
purpose=$1
shift

say() { printf '\033[2m[setup]\033[0m %s\n' "$1" >&2; }
fail() { printf '[setup] %s\n' "$1" >&2; exit 1; }

# --- system packages ---------------------------------------------------------------------------------------------
missing=''
want() { command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || missing="$missing $2"; }
want redis-server redis-server
want rtpengine rtpengine-daemon
want espeak-ng espeak-ng
want sox sox
if [ "$purpose" = test ]; then
  want sipp sip-tester
  want chromium chromium
  want openssl openssl
  # Holds the MongoDB drivers' specification tests, which the stand-in must pass.
  [ -d /usr/share/gocode/src/go.mongodb.org/mongo-driver/data ] || missing="$missing golang-mongodb-mongo-driver-dev"
fi
if [ -n "$missing" ]; then
  command -v apt-get >/dev/null 2>&1 || fail "these Debian packages are missing and there is no apt-get here:$missing"
  as_root=''
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 || fail "run this once as root: apt-get install --no-install-recommends$missing"
    as_root=sudo
  fi
  say "installing Debian packages:$missing"
  # The daemons are run privately by this project, so Debian's own services must not be started by the installation.
  policy=/usr/sbin/policy-rc.d
  kept=''
  if [ -e "$policy" ]; then kept=yes; else
    printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
    $as_root chmod 755 "$policy"
  fi
  drop_policy() { [ -n "$kept" ] || $as_root rm -f "$policy"; }
  trap drop_policy EXIT
  $as_root apt-get update -qq >&2 || say 'apt-get update failed; trying with the lists at hand'
  # shellcheck disable=SC2086
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2 ||
    fail "apt-get could not install:$missing"
  drop_policy
  trap - EXIT
fi

# --- node modules ------------------------------------------------------------------------------------------------
stamp=node_modules/.decroche-lock
if ! cmp -s package-lock.json "$stamp" 2>/dev/null; then
  # `npm ci` empties the folder first, which would pull the modules from under a product that runs from this tree.
  if [ -e node_modules/.package-lock.json ]; then how=install; else how=ci; fi
  say "installing node modules (npm $how)"
  npm "$how" --no-fund --no-audit --loglevel=error >&2 || fail "npm $how failed; see the messages above"
  cp package-lock.json "$stamp"
fi

# --- run ---------------------------------------------------------------------------------------------------------
PATH="$PWD/node_modules/.bin:$PATH"
export PATH
case "$(node --version)" in
  v24.*) ;;
  *) fail "expected the pinned Node 24 of node_modules/.bin, found $(node --version)" ;;
esac
exec node --disable-warning=ExperimentalWarning "$@"
