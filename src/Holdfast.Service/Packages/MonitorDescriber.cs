using System.Text;
using System.Text.Json;
using Holdfast.Linux;
using Holdfast.MonitorProtocol.Monitors;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Service.Packages;

/// <summary>
/// Has <c>holdfast-monitor --describe</c> read a package, in a process of its own that gives up its rights before it
/// loads the DLL, and ends with it.
/// </summary>
/// <param name="program">Path of <c>holdfast-monitor</c>.</param>
/// <param name="timeout">How long the process may take before it is killed.</param>
/// <param name="logger">Told what this kernel lacks to take all rights away.</param>
public sealed partial class MonitorDescriber(string program, TimeSpan timeout, ILogger<MonitorDescriber> logger)
    : IPackageDescriber
{
    /// <summary>How a line begins in which the process says what it could not give up.</summary>
    private const string Lack = "holdfast-monitor: this kernel lacks ";

    private const int LongestOutput = 4 * 1024 * 1024;

    public async Task<DescribeResult> DescribeAsync(string folder, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        SpawnedProcess process;
        try
        {
            process = ProcessSpawner.Start(new ProcessStart
            {
                FileName = program,
                Arguments = ["--describe", folder],
                Output = Stdio.Pipe,
                Error = Stdio.Pipe,
            });
        }
        catch (LinuxException error)
        {
            return new DescribeResult.Failed($"{program} cannot be started to read the package: {error.Message}");
        }

        using (process)
        {
            return await WaitAsync(process, limit.Token, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<DescribeResult> WaitAsync(
        SpawnedProcess process, CancellationToken limit, CancellationToken cancellationToken)
    {
        Task<string> output = ReadAsync(process.Output!);
        Task<string> error = ReadAsync(process.Error!);
        ExitStatus exit;
        try
        {
            exit = await process.WaitForExitAsync(limit).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Handle.Send(Signals.Kill);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return new DescribeResult.Failed(
                $"Reading the package took longer than {timeout.TotalSeconds:0} s and was stopped; a static "
                + "constructor or "
                + "attribute of the DLL may hang.");
        }

        string said = await error.ConfigureAwait(false);
        foreach (string line in said.Split('\n').Where(line => line.StartsWith(Lack, StringComparison.Ordinal)))
        {
            LogLack(logger, line[Lack.Length..]);
        }

        return Interpret(exit, await output.ConfigureAwait(false), said);
    }

    private static DescribeResult Interpret(ExitStatus exit, string output, string error)
    {
        if (exit.Code != 0)
        {
            string reason = error.Trim();
            return new DescribeResult.Failed(
                reason.Length > 0 && exit.Code is not null ? reason : $"Reading the package ended with {exit}. "
                    + $"{reason}".Trim());
        }

        try
        {
            // What a DLL prints while it is read comes before the description.
            PackageDescription? description = JsonSerializer.Deserialize(
                output.AsSpan(output.IndexOf('{', StringComparison.Ordinal) is var start and >= 0 ? start : 0),
                MonitorJson.Default.PackageDescription);
            return description is { Types.Count: > 0 }
                ? new DescribeResult.Described(description)
                : new DescribeResult.Failed("The package has no resource types.");
        }
        catch (JsonException problem)
        {
            return new DescribeResult.Failed($"What reading the package printed is no description: {problem.Message}");
        }
    }

    private static Task<string> ReadAsync(SafeFileHandle pipe) => Task.Factory.StartNew(
        () =>
        {
            using var stream = new FileStream(pipe, FileAccess.Read, bufferSize: 0);
            var text = new MemoryStream();
            byte[] buffer = new byte[16384];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                text.Write(buffer, 0, (int)Math.Min(read, LongestOutput - text.Length));
            }

            return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "A package was read with more rights than it should have had: this kernel lacks {What}")]
    private static partial void LogLack(ILogger logger, string what);
}
