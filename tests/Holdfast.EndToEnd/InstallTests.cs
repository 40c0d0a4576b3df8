using Holdfast.Lab.Clusters;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>What <c>make install</c> puts into place works from there; <c>make uninstall</c> takes it away.</summary>
public sealed class InstallTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hf-inst-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task InstalledPrograms_InitAndRun_AndUninstallLeavesOnlyConfigurationAndData()
    {
        (int code, string output) = await Shell.RunAsync(
            """
            set -euxo pipefail
            "$root/packaging/install.sh" install "$to" /usr
            holdfast=$to/usr/bin/holdfast
            config=$to/etc/holdfast/holdfastd.json
            for f in usr/share/man/man1/holdfast.1 usr/share/bash-completion/completions/holdfast \
                lib/systemd/system/holdfastd.service lib/systemd/system/holdfast-shutdown.service
            do test -s "$to/$f"; done
            ! grep -q @PREFIX@ "$to/lib/systemd/system/holdfastd.service"
            "$holdfast" init --name n1 --config "$config" --data "$to/var/lib/holdfast/n1" \
                --database "$to/var/lib/holdfast/cluster.db"
            "$to/usr/lib/holdfast/service/holdfastd" --config "$config" --run "$to/r" --no-tcp >"$to/log" 2>&1 &
            service=$!
            trap 'kill $service 2>/dev/null || true; wait $service || true' EXIT
            export HOLDFAST_NODE=$to/r/admin/api.sock
            for i in $(seq 300); do "$holdfast" node list 2>/dev/null | grep -q Up && break; sleep 0.1; done
            # A new cluster knows the types of Holdfast itself a moment after its first node is up.
            for i in $(seq 300); do "$holdfast" type list | grep -q GenericApplication && break; sleep 0.1; done
            "$holdfast" group create web
            "$holdfast" resource create app --group web --type GenericApplication --set CommandLine='sleep 1000000'
            "$holdfast" group online web --wait
            "$holdfast" group offline web --wait
            kill $service
            wait $service
            "$root/packaging/install.sh" uninstall "$to" /usr
            test ! -e "$to/usr/bin/holdfast"
            test ! -e "$to/usr/lib/holdfast"
            test ! -e "$to/lib/systemd/system/holdfastd.service"
            test -s "$config"
            test -s "$to/var/lib/holdfast/cluster.db"
            """, _folder, ("root", Programs.Root), ("to", _folder));

        Assert.True(code == 0, $"exit {code}\n{output}");
    }
}
