using Holdfast.Lab.Clusters;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>What <c>make install</c> puts into place works from there; <c>make uninstall</c> takes it away.</summary>
public sealed class InstallTests : IDisposable
{
    /// <summary>What documents call a machine on which nothing is installed yet.</summary>
    internal const string Scene = "a new machine";

    /// <summary>
    /// The programs that a document names, for a machine that is a folder and has no systemd: a unit that is enabled
    /// has a target that wants it, and is started by its own line.
    /// </summary>
    private const string Machine =
        """
        set -euo pipefail
        config=$to/etc/holdfast/holdfastd.json
        export HOLDFAST_NODE=$to/r/admin/api.sock DESTDIR=$to
        trap 'kill $service 2>/dev/null || true; wait $service || true' EXIT
        sudo() { "$@"; }
        holdfast() {
            case $1 in
                init) command "$to/usr/bin/holdfast" "$@" --name n1 --config "$config" \
                    --data "$to/var/lib/holdfast/n1" --database "$to/var/lib/holdfast/cluster.db" ;;
                *) command "$to/usr/bin/holdfast" "$@" ;;
            esac
        }
        systemctl() {
            test "$1 $2" = 'enable --now'
            local unit=$to/lib/systemd/system/$3.service
            grep -q '^WantedBy=multi-user.target$' "$unit"
            $(sed -n 's/^ExecStart=//p' "$unit" | sed "s,\(^\| \)/,\1$to/,g") --run "$to/r" --no-tcp >"$to/log" 2>&1 &
            service=$!
        }

        """;

    private readonly TypedTree _tree = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("hf-inst-").FullName;

    public void Dispose()
    {
        _tree.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task InstalledPrograms_InitAndRun_AndUninstallLeavesOnlyConfigurationAndData()
    {
        PlayedDocument document = PlayedDocument.All.Single(document => document.Scene == Scene);
        (int code, string output) = await Shell.RunAsync(
            $$"""
            {{Machine}}
            {{TypedTree.Make}}
            set -x
            {{string.Concat(document.Blocks.Select(block => block.Script))}}
            for f in usr/share/man/man1/holdfast.1 usr/share/man/man1/holdfast-group.1 \
                usr/share/bash-completion/completions/holdfast lib/systemd/system/holdfastd.service \
                lib/systemd/system/holdfast-shutdown.service
            do test -s "$to/$f"; done
            ! grep -q @PREFIX@ "$to/lib/systemd/system/holdfastd.service"
            for i in $(seq 300); do holdfast node list 2>/dev/null | grep -q Up && break; sleep 0.1; done
            # A new cluster knows the types of Holdfast itself a moment after its first node is up.
            for i in $(seq 300); do holdfast type list | grep -q GenericApplication && break; sleep 0.1; done
            "$to/usr/lib/holdfast/service/holdfastd" --help | grep -e --database
            holdfast group create web
            holdfast resource create app --group web --type GenericApplication --set CommandLine='sleep 1000000'
            holdfast group online web --wait
            holdfast group offline web --wait
            kill $service
            wait $service
            make uninstall
            test ! -e "$to/usr/bin/holdfast"
            test ! -e "$to/usr/lib/holdfast"
            test ! -e "$to/lib/systemd/system/holdfastd.service"
            test -s "$config"
            test -s "$to/var/lib/holdfast/cluster.db"
            """, _tree.Folder, [.. _tree.Variables, ("to", _folder)]);

        Assert.True(code == 0, $"exit {code}\n{output}");
    }
}
