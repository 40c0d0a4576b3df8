using System.Diagnostics;

namespace Holdfast.Lab.Clusters;

/// <summary>Runs a tool of the system.</summary>
public static class Tool
{
    /// <returns>What it printed.</returns>
    /// <exception cref="IOException">It failed; with what it said of that.</exception>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using Process tool = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        Task<string> error = tool.StandardError.ReadToEndAsync();
        string output = await tool.StandardOutput.ReadToEndAsync();
        await tool.WaitForExitAsync();
        return tool.ExitCode == 0
            ? output
            : throw new IOException($"{program} {string.Join(' ', arguments)}: {(await error).Trim()}");
    }
}
