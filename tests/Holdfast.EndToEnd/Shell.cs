using System.Diagnostics;
using Holdfast.Lab.Clusters;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>Lines as somebody types them into bash.</summary>
internal static class Shell
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    /// <summary>Runs them, and gives all that was printed.</summary>
    /// <param name="script">The lines.</param>
    /// <param name="folder">Where it starts.</param>
    /// <param name="variables">Environment variables; the service's program is known already.</param>
    public static async Task<(int Code, string Output)> RunAsync(
        string script, string folder, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-c", $"exec 2>&1\n{script}"])
        {
            RedirectStandardOutput = true, WorkingDirectory = folder,
        };
        start.Environment["HOLDFAST_SERVICE_PROGRAM"] = Programs.Service;
        start.Environment["COLUMNS"] = "250";
        foreach ((string name, string value) in variables)
        {
            start.Environment[name] = value;
        }

        using Process shell = Process.Start(start)!;
        Task<string> output = shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await shell.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // Its exit code then says so, and what it printed shows where it waits.
            shell.Kill(entireProcessTree: true);
            await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        return (shell.ExitCode, await output);
    }
}
