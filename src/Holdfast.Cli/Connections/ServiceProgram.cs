using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Cli.Output;
using Holdfast.Client;
using Holdfast.Client.Errors;

namespace Holdfast.Cli.Connections;

/// <summary>
/// Has the <c>holdfastd</c> program on this machine do what needs no running service: it has the functions that decide,
/// and what sets a machine up.
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
        using Process process = Start("offline", arguments);
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

    /// <summary>
    /// The answer to <c>holdfastd machine …</c>, whose progress is passed on to standard error as it comes.
    /// </summary>
    /// <exception cref="HoldfastException">The program is not there, or could not do it.</exception>
    public async Task<T> SetUpAsync<T>(
        IEnumerable<string> arguments, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using Process process = Start("machine", arguments);
        Task<string> answer = process.StandardOutput.ReadToEndAsync(cancellationToken);
        while (await process.StandardError.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            await context.Error.WriteLineAsync(Terminal.Safe(line)).ConfigureAwait(false);
        }

        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        string said = await answer.ConfigureAwait(false);
        if (process.ExitCode == 0)
        {
            return JsonSerializer.Deserialize(said, type)!;
        }

        throw said.StartsWith('{')
            ? new HoldfastException(JsonSerializer.Deserialize(said, RequestJson.Default.ProblemDto)!)
            : new HoldfastException(ErrorCodes.Unexpected, $"holdfastd ended with {process.ExitCode}: {said}".Trim());
    }

    private Process Start(string command, IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(Find(), arguments.Prepend(command))
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = context.Folder,
        })!;

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
