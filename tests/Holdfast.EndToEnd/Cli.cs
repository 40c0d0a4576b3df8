using System.Diagnostics;
using Holdfast.Lab.Clusters;
using Xunit;

namespace Holdfast.EndToEnd;

/// <summary>The command line as users have it, asking one node.</summary>
internal static class Cli
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs it and gives what it printed; it must succeed.</summary>
    public static async Task<string> OkAsync(LabNode node, params string[] arguments)
    {
        (int code, string output, string error) = await RunAsync(node, arguments);
        Assert.True(code == 0, $"holdfast {string.Join(' ', arguments)}: exit {code}\n{output}\n{error}");
        return output;
    }

    public static async Task<(int Code, string Output, string Error)> RunAsync(LabNode node, params string[] arguments)
    {
        using var limit = new CancellationTokenSource(Patience);
        var start = new ProcessStartInfo(Programs.Cli, arguments)
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        };
        start.Environment["HOLDFAST_NODE"] = node.ApiSocket;
        start.Environment["HOLDFAST_SERVICE_PROGRAM"] = Programs.Service;
        start.Environment["COLUMNS"] = "200";
        using Process cli = Process.Start(start)!;
        Task<string> error = cli.StandardError.ReadToEndAsync(limit.Token);
        string output = await cli.StandardOutput.ReadToEndAsync(limit.Token);
        await cli.WaitForExitAsync(limit.Token);
        return (cli.ExitCode, output, await error);
    }
}
