#!/bin/sh
# The two commands of the README on a bare Debian: only python3 and ca-certificates, nothing else.
#
#     sudo tests/bare/in_chroot.sh bookworm                 both commands, the whole suite
#     sudo tests/bare/in_chroot.sh trixie tests/e2e         command 2 with these arguments for pytest
#     sudo BARE_USER=1 tests/bare/in_chroot.sh bookworm     as somebody who may install nothing with apt
#
# It stands with the tests because it is the acceptance test of the README's first promise; pytest does not collect it,
# since it needs root, debootstrap and some minutes. Each run unpacks a fresh system, so that nothing of an earlier run
# helps. How packages are reached here (apt's sources and Acquire settings, pip's global settings and environment, the
# certificates) is taken from the machine when it runs.
#
#     BARE_ROOT     folder for the systems (/var/tmp/cuadrante-bare)
#     BARE_MIRROR   Debian mirror (the first one of apt's own sources; else debootstrap's)
#     BARE_USER     run as an ordinary user without sudo
#     BARE_DEMO     "no" leaves command 1 out
#     BARE_KEEP     keep the unpacked system afterwards
set -eu

release=${1:?a Debian release: bookworm, trixie}
shift
here=$(cd "$(dirname "$0")/../.." && pwd)
folder=${BARE_ROOT:-/var/tmp/cuadrante-bare}
system=$folder/$release
sources=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | head -n 1 || true)
mirror=${BARE_MIRROR:-$sources}

[ "$(id -u)" = 0 ] || { echo "in_chroot.sh needs root (debootstrap, mount)." >&2; exit 2; }
command -v debootstrap >/dev/null || { echo "Install debootstrap and run again." >&2; exit 2; }

if [ -z "${BARE_INSIDE:-}" ]; then # mounts of ours end with our own namespace, whatever happens
    export BARE_INSIDE=1
    exec unshare --mount --propagation private "$0" "$release" "$@"
fi

mkdir -p "$folder"
if [ ! -e "$system.tar" ]; then
    rm -rf "$system.new"
    debootstrap --variant=minbase --include=python3,ca-certificates "$release" "$system.new" ${mirror:+"$mirror"} >&2
    tar -C "$system.new" -cf "$system.tar.part" .
    mv "$system.tar.part" "$system.tar"
    rm -rf "$system.new"
fi
rm -rf "$system"
mkdir -p "$system"
tar -C "$system" -xf "$system.tar"

[ -z "$mirror" ] || echo "deb $mirror $release main" >"$system/etc/apt/sources.list"
apt-config dump Acquire >"$system/etc/apt/apt.conf.d/99machine"
cp /etc/resolv.conf "$system/etc/resolv.conf"
cp /etc/hosts "$system/etc/hosts"
cp /etc/ssl/certs/ca-certificates.crt "$system/etc/ssl/certs/ca-certificates.crt"
for settings in pip.conf xdg/pip; do
    [ ! -e "/etc/$settings" ] || { mkdir -p "$system/etc/$(dirname $settings)"; cp -r "/etc/$settings" "$system/etc/$settings"; }
done

if [ -n "${BARE_USER:-}" ]; then
    chroot "$system" useradd --create-home person
    home=/home/person
    as="setpriv --reuid=person --regid=person --init-groups"
else
    home=/root
    as=
fi
clone=$home/cuadrante
mkdir -p "$system$clone"
(cd "$here" && git ls-files -z --cached --others --exclude-standard | tar --null --ignore-failed-read -T - -cf -) | tar -C "$system$clone" --no-same-owner -xf -
[ -z "${BARE_USER:-}" ] || chroot "$system" chown -R person: "$home"

mount -t proc proc "$system/proc"
mount --rbind /dev "$system/dev"
mount -t tmpfs tmpfs "$system/tmp"
chmod 1777 "$system/tmp"

inside() { # in the chroot with a clean environment: no LANG, no terminal, and how pip reaches its packages
    env | grep -E '^(PIP_|SSL_CERT|REQUESTS_CA|https?_proxy|no_proxy|HTTPS?_PROXY|NO_PROXY|CI=)' >"$system/tmp/.machine" || true
    (
        set --  "$@"
        while IFS= read -r setting; do set -- "$setting" "$@"; done <"$system/tmp/.machine"
        # shellcheck disable=SC2086
        exec chroot "$system" $as env -i -C "$clone" PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME="$home" TERM=dumb "$@"
    ) </dev/null
}

failed=0
if [ "${BARE_DEMO:-}" != no ]; then
    echo "== $release: python3 run.py ==" >&2
    inside python3 run.py || { failed=1; echo "FAILED: python3 run.py on $release" >&2; }
fi
echo "== $release: python3 run.py test $* ==" >&2
inside python3 run.py test "$@" || { failed=1; echo "FAILED: python3 run.py test on $release" >&2; }

for mounted in dev proc tmp; do umount -lR "$system/$mounted" || true; done # the namespace's end does the rest
[ -n "${BARE_KEEP:-}" ] || rm -rf --one-file-system "$system"
[ $failed = 0 ] && echo "Both commands pass on bare $release." >&2
exit $failed
