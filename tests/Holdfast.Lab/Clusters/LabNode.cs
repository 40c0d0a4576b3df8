using System.Diagnostics;
using Holdfast.Client;
using Holdfast.Client.Connections;

namespace Holdfast.Lab.Clusters;

/// <summary>One node of a cluster under test: its folders, its service's process, its API.</summary>
public sealed class LabNode(LabCluster cluster, string name) : IDisposable
{
    /// <summary>In its data folder: what its service printed.</summary>
    private const string Output = "holdfastd.out";
    private Process? _service;
    private HoldfastClient? _api;

    public string Name { get; } = name;

    public string DataFolder { get; } = Path.Combine(cluster.Folder, name);

    public string RunFolder { get; } = Path.Combine(cluster.RunFolder, name);

    public string AlivePath => Path.Combine(DataFolder, "alive");

    public string ApiSocket => Path.Combine(RunFolder, "admin", "api.sock");

    public int ServicePid => _service?.Id ?? 0;

    /// <summary>Exit code of the service that ended last.</summary>
    public int ExitCode => _service?.ExitCode ?? -1;

    public bool ServiceRuns => _service is { HasExited: false };

    public HoldfastClient Api => _api ??= HoldfastClient.Connect(new HoldfastEndpoint.UnixSocket(ApiSocket));

    public void Start(params string[] more)
    {
        Directory.CreateDirectory(DataFolder);
        Directory.CreateDirectory(RunFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string log = Path.Combine(DataFolder, Output);
        string[] arguments =
        [
            Programs.Service, "--node", Name, "--database", cluster.DatabasePath, "--data", DataFolder, "--run",
                RunFolder,
            .. cluster.ServiceOptions, .. more,
        ];
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false, RedirectStandardInput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("exec \"$@\" >>\"$0\" 2>&1 </dev/null");
        start.ArgumentList.Add(log);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["DOTNET_gcServer"] = "0";
        _service = Process.Start(start);
    }

    /// <summary>Up, be it in quarantine, and the built-in types known, which the first node that ever starts has
    /// described first.</summary>
    public Task ReadyAsync() => Until.TrueAsync(
        $"{Name} answers",
        async () =>
            (await Api.StatusAsync(CancellationToken.None)).Nodes
            .Any(node => node.Name == Name && node.State is "Up" or "Quarantined")
            && (await Api.Types.ListAsync(CancellationToken.None)).Count > 0);

    /// <summary>Whether its service runs, and the last that it printed: for who asks why something failed.</summary>
    public string Describe()
    {
        const int Lines = 6;
        string state = _service is null ? "was not started"
            : ServiceRuns ? $"runs as {ServicePid}" : $"ended with {ExitCode}";
        string output = Path.Combine(DataFolder, Output);
        string[] printed = File.Exists(output) ? File.ReadAllLines(output) : [];
        return $"{Name} {state}; it printed: {string.Join(" | ", printed.TakeLast(Lines))}";
    }

    public void KillService() => Signal(NodeProcesses.SigKill);

    public void Signal(int signal)
    {
        if (_service is { HasExited: false } running)
        {
            NodeProcesses.Signal(running.Id, signal);
        }
    }

    public async Task ServiceEndedAsync()
    {
        if (_service is not null)
        {
            await _service.WaitForExitAsync(new CancellationTokenSource(Until.Patience).Token);
        }
    }

    /// <summary>Kills every process of the node at once.</summary>
    public Task KillAsync() => NodeProcesses.KillAllAsync(AlivePath);

    public void Dispose()
    {
        _api?.Dispose();
        _service?.Dispose();
        _service = null;
    }
}
