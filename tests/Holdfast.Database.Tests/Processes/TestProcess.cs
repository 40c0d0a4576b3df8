using System.Collections.Concurrent;
using System.Diagnostics;
using Holdfast.Database.Tests.Contract;

namespace Holdfast.Database.Tests.Processes;

/// <summary>This test program, started again in one of the <see cref="WriterModes"/>; killed when disposed.</summary>
internal sealed class TestProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = [];

    /// <param name="mode">One of <see cref="WriterModes"/>.</param>
    /// <param name="database">Path of the database.</param>
    /// <param name="name">The mode's own argument.</param>
    /// <param name="largestFile">If given, the kernel lets it write no file larger than this; in KiB.</param>
    public TestProcess(string mode, string database, string name = "", int? largestFile = null)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Holdfast.Database.Tests");
        string[] limited = ["-c", $"trap '' XFSZ; ulimit -f {largestFile}; exec '{program}'"];
        var start = new ProcessStartInfo(
            largestFile is null ? program : "/bin/bash", largestFile is null ? [] : limited)
        {
            RedirectStandardOutput = true, RedirectStandardInput = true,
        };

        // The runtime's own mappings would break the limit.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment[WriterModes.Mode] = mode;
        start.Environment[WriterModes.Path] = database;
        start.Environment[WriterModes.Name] = name;
        start.Environment["DOTNET_TieredPGO"] = "0";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null)
            {
                _lines.Enqueue(line.Data);
            }
        };
        _process.BeginOutputReadLine();
    }

    public int Id => _process.Id;

    /// <summary>What it has printed so far.</summary>
    public IReadOnlyCollection<string> Lines => _lines;

    public Task PrintedAsync(int lines) => Wait.UntilAsync(
        () => _lines.Count >= lines, $"{lines} lines of process {Id}, which printed {_lines.Count}", seconds: 60);

    public void Say(string line) => _process.StandardInput.WriteLine(line);

    /// <summary>SIGKILL; returns when it is gone and its output is read to the end.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public async Task ExitedAsync() => await _process.WaitForExitAsync(TestContext.Current.CancellationToken);

    /// <summary>SIGSTOP; returns when it has stopped. What it printed last may not be read yet.</summary>
    public async Task StopAsync()
    {
        using var signal = Process.Start("kill", ["-STOP", $"{Id}"]);
        await signal.WaitForExitAsync(TestContext.Current.CancellationToken);
        await Wait.UntilAsync(() => File.ReadAllText($"/proc/{Id}/stat").Split(") ")[1][0] == 'T', $"{Id} has stopped");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }
}
