using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Holdfast.Linux.Native;

namespace Holdfast.Linux;

/// <summary>
/// Starts processes with posix_spawn: no fork in managed code, nothing inherited that was not named, signals at their
/// defaults, no parent-death ties, so that a child can outlive whoever started it.
/// </summary>
public static unsafe class ProcessSpawner
{
    /// <summary>Starts a process; returns once its program runs.</summary>
    /// <exception cref="LinuxException">
    /// It could not be started; the message names the program and says why.
    /// </exception>
    public static SpawnedProcess Start(ProcessStart start)
    {
        using var streams = new SpawnStreams(start);
        int nice = start.Nice ?? Priority.OfThisThread;
        int pid = Priority.With(nice, () => TimerSlack.With(start.TimerSlack, () => Spawn(start, streams)));
        if (start.NewSession && nice != Priority.Ordinary)
        {
            _ = Priority.TryRaiseSession(pid, nice);
        }

        if (start.Expendable)
        {
            MakeExpendable(pid);
        }

        return new SpawnedProcess(PidFd.Open(pid), streams.Take(0), streams.Take(1), streams.Take(2));
    }

    /// <remarks>It may have ended already, and in a PID namespace its folder may be out of sight.</remarks>
    private static void MakeExpendable(int pid)
    {
        try
        {
            if (File.ReadAllText("/proc/self/oom_score_adj").Trim() != "0")
            {
                File.WriteAllText($"/proc/{pid}/oom_score_adj", "0");
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Then it is spared as its parent is.
        }
    }

    private static int Spawn(ProcessStart start, SpawnStreams streams)
    {
        byte* actions = stackalloc byte[Native.Spawn.BufferSize];
        byte* attributes = stackalloc byte[Native.Spawn.BufferSize];
        nint file = Marshal.StringToCoTaskMemUTF8(start.FileName);
        using var arguments = new CStringArray([start.FileName, .. start.Arguments]);
        using var environment = new CStringArray(EnvironmentOf(start));
        Check(Native.Spawn.ActionsInit(actions), start);
        Check(Native.Spawn.AttributesInit(attributes), start);
        try
        {
            SetAttributes(attributes, start);
            streams.AddTo(actions, start);
            if (start.WorkingDirectory is { } folder)
            {
                Check(Native.Spawn.AddChangeFolder(actions, folder), start);
            }

            int pid;
            int error = Native.Spawn.SpawnPath(
                &pid, (byte*)file, actions, attributes, arguments.Pointer, environment.Pointer);
            Check(error, start);
            return pid;
        }
        finally
        {
            _ = Native.Spawn.ActionsDestroy(actions);
            _ = Native.Spawn.AttributesDestroy(attributes);
            Marshal.FreeCoTaskMem(file);
        }
    }

    private static void SetAttributes(byte* attributes, ProcessStart start)
    {
        byte* signals = stackalloc byte[Native.Spawn.BufferSize];
        _ = Native.Spawn.FillSignals(signals);
        Check(Native.Spawn.SetDefaults(attributes, signals), start);
        _ = Native.Spawn.EmptySignals(signals);
        foreach (int blocked in start.BlockedSignals)
        {
            _ = Native.Spawn.AddSignal(signals, blocked);
        }

        Check(Native.Spawn.SetMask(attributes, signals), start);
        int flags = Native.Spawn.SetSignalDefaults | Native.Spawn.SetSignalMask;
        flags |= start.NewSession ? Native.Spawn.SetSession : 0;
        Check(Native.Spawn.SetFlags(attributes, (short)flags), start);
    }

    private static List<string> EnvironmentOf(ProcessStart start)
    {
        if (start.Environment is { } named)
        {
            return [.. named.Select(pair => $"{pair.Key}={pair.Value}")];
        }

        var inherited = new List<string>();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            inherited.Add($"{variable.Key}={variable.Value}");
        }

        return inherited;
    }

    private static void Check(int error, ProcessStart start)
    {
        if (error != 0)
        {
            Fail(error, start);
        }
    }

    [DoesNotReturn]
    private static void Fail(int error, ProcessStart start)
    {
        string where = start.WorkingDirectory is { } folder && !Directory.Exists(folder)
            ? $"; its working directory {folder} does not exist"
            : "";
        throw new LinuxException($"Starting {start.FileName}{where}", error);
    }
}
