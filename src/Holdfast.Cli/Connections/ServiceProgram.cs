using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Client.Errors;

namespace Holdfast.Cli.Connections;

/// <summary>
/// Asks the <c>holdfastd</c> program on this machine about a file, without a cluster: it has the functions that decide.
/// </summary>
internal sealed class ServiceProgram(CliContext context)
{
    private static readonly string[] Places =
    [
        "../service/holdfastd", "dist/service/holdfastd", "../lib/holdfast/service/holdfastd",
        "../../service/holdfastd",
    ];

    /// <summary>The answer to <c>holdfastd offline …</c>.</summary>
    /// <exception cref="HoldfastException">The program is not there, or refused the file.</exception>
    public async Task<T> AskAsync<T>(
        IEnumerable<string> arguments, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Find())
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = context.Folder,
        };
        foreach (string argument in arguments.Prepend("offline"))
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        Task<string> answer = process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        if (process.ExitCode != 0)
        {
            throw new HoldfastException(
                ErrorCodes.NotASavedState, (await error.ConfigureAwait(false)).Trim());
        }

        return JsonSerializer.Deserialize(await answer.ConfigureAwait(false), type)!;
    }

    private string Find()
    {
        string? given = context.Variable("HOLDFAST_SERVICE_PROGRAM");
        string own = Path.GetDirectoryName(Environment.ProcessPath) ?? ".";
        return Places.Select(place => Path.GetFullPath(Path.Combine(own, place)))
            .Prepend(given ?? "")
            .FirstOrDefault(path => path.Length > 0 && File.Exists(path))
            ?? throw new FileNotFoundException(
                "holdfastd is needed for this and was not found beside this program; set HOLDFAST_SERVICE_PROGRAM");
    }
}
