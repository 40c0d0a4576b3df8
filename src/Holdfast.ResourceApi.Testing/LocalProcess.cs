using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Holdfast.ResourceApi.Testing;

/// <summary>A real child process of the test.</summary>
internal sealed class LocalProcess : GuardedProcess, IDisposable
{
    private const int TerminateSignal = 15;
    private const int KeptOutput = 64 * 1024;
    private static readonly TimeSpan OutputGrace = TimeSpan.FromMilliseconds(500);

    private readonly LocalGuard guard;
    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool stopping;

    private LocalProcess(LocalGuard guard, string name, Process process)
    {
        this.guard = guard;
        this.process = process;
        Name = name;
        Pid = process.Id;
        _ = WatchAsync();
    }

    public override string Name { get; }

    public override int Pid { get; }

    public override Task<int> Exited => exited.Task;

    /// <summary>What it wrote, at most the last 64 KiB.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    public static LocalProcess Start(LocalGuard guard, string name, ProcessStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        var info = new ProcessStartInfo(start.FileName, start.Arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = start.WorkingDirectory ?? "",
        };
        foreach (var (key, value) in start.Environment)
        {
            info.Environment[key] = value;
        }

        info.Environment["HOLDFAST_NODE"] = ContractContext.TestNode;
        info.Environment["HOLDFAST_GROUP"] = ContractContext.TestGroup;
        info.Environment["HOLDFAST_INSTANCE"] = "";
        info.Environment["HOLDFAST_RESOURCE"] = ContractContext.TestName;
        info.Environment["HOLDFAST_FENCE_TOKEN"] = $"{ContractContext.TestGeneration}";
        try
        {
            return new(guard, name, Process.Start(info)!);
        }
        catch (Win32Exception exception)
        {
            throw new ProcessStartException($"{start.FileName} cannot be started: {exception.Message}", exception);
        }
    }

    public override async Task StopAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        stopping = true;
        guard.Forget(this);
        if (grace > TimeSpan.Zero && !HasExited)
        {
            _ = Signal(Pid, TerminateSignal);
            try
            {
                await Exited.WaitAsync(grace, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // Then it is killed.
            }
        }

        Kill();
        await Exited.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for the last of its output; not for long, for a child of its own may hold it open.</summary>
    public async Task<string> ReadToEndAsync()
    {
        try
        {
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(OutputGrace).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What there is, is what it wrote.
        }

        return Output;
    }

    public void Kill()
    {
        if (!HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose() => Kill();

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Signal(int pid, int signal);

    private async Task WatchAsync()
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.Exited += (_, _) => gone.TrySetResult();
        process.EnableRaisingEvents = true;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await gone.Task.ConfigureAwait(false);
        exited.TrySetResult(process.ExitCode);
        if (!stopping)
        {
            guard.NoteExit(this);
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (output)
        {
            output.Append(line).Append('\n');
            if (output.Length > KeptOutput)
            {
                output.Remove(0, output.Length - KeptOutput);
            }
        }
    }
}
