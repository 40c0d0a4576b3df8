using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Holdfast.Lab.Clusters;
using Holdfast.Lab.Machines;

namespace Holdfast.EndToEnd;

/// <summary>
/// Lines such as <c>n1# holdfast cluster token</c>, typed into a shell of machines that are network namespaces. The
/// documents' addresses, folders, <c>https://NAME:</c> and <c>HFJ1-…</c> stand for those that there are;
/// <c>poweroff</c> ends everything on a machine at once, and <c>systemctl</c> the service in good order.
/// </summary>
/// <param name="network">The machines.</param>
/// <param name="etcd">What <c>etcdctl</c> asks, for those that have one beside the cluster.</param>
internal sealed partial class MachineCommands(LabNetwork network, SecuredEtcd? etcd = null)
{
    /// <summary>Of the documents' network.</summary>
    private const string Written = "10.0.0.";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private string _token = "";

    /// <summary>Runs the lines, each of which must succeed, and gives what they printed.</summary>
    public async Task<string> RunAsync(string script)
    {
        var output = new StringBuilder();
        foreach (string line in script.Replace("\\\n", " ", StringComparison.Ordinal)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Match typed = Typed().Match(line);
            LabMachine machine = typed.Success
                ? network[typed.Groups[1].Value]
                : throw new InvalidOperationException($"\"{line}\" does not begin with a machine");
            if (typed.Groups[2].Value == "poweroff")
            {
                await machine.KillAsync();
                continue;
            }

            string printed = await ShellAsync(machine, Real(machine, typed.Groups[2].Value));
            _token = Token().Match(printed) is { Success: true } made ? made.Value : _token;
            output.Append(printed).Append('\n');
        }

        return output.ToString();
    }

    /// <summary>A shell in which the programs are told of the folders that a machine has here.</summary>
    private string Profile(LabMachine machine) =>
        $$"""
        set -eu
        exec 2>&1 </dev/null
        {{etcd?.Variables(machine)}}
        holdfast() {
            case "$1 ${2-}" in
                'cluster create' | 'cluster join' | 'cluster witness')
                    command holdfast "$1" "$2" {{string.Join(' ', machine.SetupOptions)}} "${@:3}" ;;
                'cluster force-quorum') command holdfast "$@" --config {{machine.Config}} ;;
                *) command holdfast "$@" ;;
            esac
        }
        systemctl() {
            for each in /proc/[0-9]*; do
                [ "$(readlink $each/ns/net)" = "$(readlink /proc/self/ns/net)" ] || continue
                [ "$(readlink $each/exe)" = {{Programs.Service}} ] || continue
                kill ${each#/proc/}
                while [ -e $each ]; do sleep 0.1; done
            done
        }
        holdfastd() {
            mkdir -p {{machine.DataFolder}}
            setsid -f env holdfastd "$@" --data {{machine.DataFolder}} --run {{machine.RunFolder}} \
                >{{machine.DataFolder}}/holdfastd.out 2>&1
            until holdfast node list 2>/dev/null | grep -q Up; do sleep 0.1; done
        }

        """;

    private async Task<string> ShellAsync(LabMachine machine, string line)
    {
        ProcessStartInfo start = machine.Inside("bash", "-c", Profile(machine) + line);
        start.RedirectStandardOutput = true;
        start.WorkingDirectory = network.Folder;
        start.Environment["HOLDFAST_NODE"] = machine.ApiSocket;
        start.Environment["HOLDFAST_SERVICE_PROGRAM"] = Programs.Service;
        start.Environment["COLUMNS"] = "250";
        start.Environment["PATH"] = string.Join(':', Path.GetDirectoryName(Programs.Cli),
            Path.GetDirectoryName(Programs.Service), Path.GetDirectoryName(EtcdProgram.Path),
            Environment.GetEnvironmentVariable("PATH"));
        using var limit = new CancellationTokenSource(Patience);
        using Process shell = Process.Start(start)!;
        string output = await shell.StandardOutput.ReadToEndAsync(limit.Token);
        await shell.WaitForExitAsync(limit.Token);
        return shell.ExitCode == 0
            ? output
            : throw new IOException($"{machine.Name}# {line}: exit {shell.ExitCode}\n{output}");
    }

    private string Real(LabMachine machine, string line)
    {
        string first = network.Machines[0].Address;
        string there = Named().Replace(line, match =>
            network.Machines.FirstOrDefault(each => each.Name == match.Groups[1].Value) is { } named
                ? $"https://{named.Address}:" : match.Value);
        return there.Replace("HFJ1-…", _token, StringComparison.Ordinal)
            .Replace(Written, first[..(first.LastIndexOf('.') + 1)], StringComparison.Ordinal)
            .Replace($"/var/lib/holdfast/{machine.Name}", machine.DataFolder, StringComparison.Ordinal)
            .Replace("/etc/holdfast/holdfastd.json", machine.Config, StringComparison.Ordinal);
    }

    [GeneratedRegex("^([a-z0-9]+)# +(.*)$")]
    private static partial Regex Typed();

    [GeneratedRegex("https://([a-z0-9]+):")]
    private static partial Regex Named();

    [GeneratedRegex("HFJ1-[A-Za-z0-9-]+")]
    private static partial Regex Token();
}
