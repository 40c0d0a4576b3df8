using Holdfast.Linux;
using Holdfast.Monitor.Events;
using Holdfast.Monitor.Guards;
using Holdfast.Monitor.Logs;
using Holdfast.Monitor.Polling;
using Holdfast.Monitor.Resources;
using Holdfast.MonitorProtocol.Monitors;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Monitor.Hosting;

/// <summary>
/// The life of a monitor: listen, warm up, serve, and end when told or when the node's authority ends.
/// </summary>
internal sealed class MonitorProcess : IDisposable
{
    /// <summary>
    /// Threads the pool may make without delay: as many calls may block before others must wait for a thread.
    /// </summary>
    private const int QuickThreads = 64;

    private const int AuthorityEnded = 3;

    /// <summary>
    /// How long after the last moment the process is ended by force, ms. With the 100 ms in which that may be noticed
    /// it is no more than the shortest K that a node publishes, the time that killing may take.
    /// </summary>
    private const long Grace = 200;

    /// <summary>Kestrel reckons "for ever" past the end of its clock, and closes what is idle at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    private readonly MonitorOptions options;
    private readonly MonitorLog log;
    private readonly AuthorityPage page;
    private readonly AuthorityWatch watch = new();
    private readonly CallBoardWriter board;
    private readonly GuardConnections guards = new();
    private readonly PollScheduler polls;
    private readonly MonitorServices services;
    private readonly HostedResources resources;
    private readonly EventStream events = new();
    private readonly TaskCompletionSource<string> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int parent = Native.ParentPid();
    private long rotationDue;
    private long lastMoment = long.MaxValue;

    private MonitorProcess(MonitorOptions options)
    {
        this.options = options;
        log = new MonitorLog(options.Log, options.Id, LeadOutputTo);
        page = AuthorityPage.Open(options.Authority);
        board = CallBoardWriter.Create(options.Calls);
        polls = new PollScheduler(Beat);
        services = new MonitorServices(log, events, board, guards, polls) { AuthorityLeft = AuthorityLeft };
        resources = new HostedResources(services);
    }

    /// <summary>Runs a monitor to its end.</summary>
    /// <returns>The exit code: 0 when told to end, 3 when the authority ended, 2 if it could not start.</returns>
    public static async Task<int> RunAsync(MonitorOptions options)
    {
        using var alive = options.AliveFd is { } fd ? AliveLock.Inherit(fd) : null;
        ThreadPool.GetMinThreads(out _, out var completionThreads);
        ThreadPool.SetMinThreads(QuickThreads, completionThreads);
        using var process = new MonitorProcess(options);
        return await process.ServeAsync().ConfigureAwait(false);
    }

    public void Dispose()
    {
        polls.Stop();
        guards.Dispose();
        board.Dispose();
        page.Dispose();
        log.Dispose();
    }

    /// <summary>What the runtime or native code writes last must be in the log as well.</summary>
    private static void LeadOutputTo(SafeFileHandle file)
    {
        var fd = (int)file.DangerousGetHandle();
        _ = Native.DuplicateTo(fd, 1);
        _ = Native.DuplicateTo(fd, 2);
    }

    private async Task<int> ServeAsync()
    {
        var console = new ResourceConsole(log);
        if (options.Log is not null)
        {
            Console.SetOut(console);
            Console.SetError(console);
        }

        await using var app = Build();
        await StartPrivatelyAsync(app).ConfigureAwait(false);
        polls.Start();
        log.Write($"monitor {options.Id} of node {options.Node} listens, pid {Environment.ProcessId}");
        await new Warmup(services, options.Socket).RunAsync().ConfigureAwait(false);
        var reason = await ended.Task.ConfigureAwait(false);
        log.Write($"ends: {reason}");
        if (watch.Ended is not null)
        {
            var left = TimeSpan.FromMilliseconds(watch.TimeLeft(BootClock.Now, resources.Epoch));
            await new Ending(resources).StopAllAsync(left).ConfigureAwait(false);
        }

        File.Delete(options.Socket);
        log.Write("ended");
        var exitCode = watch.Ended is null ? 0 : AuthorityEnded;
        Native.EndNow(exitCode);
        return exitCode;
    }

    /// <remarks>
    /// Kestrel's limits are meant for strangers on a network. The one caller here is the service, and on a machine that
    /// is busy either may be late: a connection that is closed for it would look like a monitor that dies.
    /// </remarks>
    private WebApplication Build()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.KeepAliveTimeout = Patience;
            kestrel.Limits.RequestHeadersTimeout = Patience;
            kestrel.ListenUnixSocket(options.Socket);
        });
        var app = builder.Build();
        app.Run(new MonitorApi(options, resources, events, () => ended.TrySetResult("told to")).HandleAsync);
        return app;
    }

    /// <summary>Starts listening with a socket that only this user can use.</summary>
    private async Task StartPrivatelyAsync(WebApplication app)
    {
        File.Delete(options.Socket);
        var mask = Native.SetFileModeMask(0x7F);
        try
        {
            await app.StartAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _ = Native.SetFileModeMask(mask);
        }
    }

    private TimeSpan AuthorityLeft() => watch.Ended is null ? page.Left(resources.Epoch) : TimeSpan.Zero;

    /// <summary>Called by the scheduler's thread.</summary>
    /// <returns>When at the latest it is to be called again, ms.</returns>
    private long Beat()
    {
        AuthorityReading? reading = page.TryRead(out var read) ? read : null;
        var now = Environment.TickCount64;
        if (!watch.Look(reading, BootClock.Now, resources.Epoch, Native.ParentPid() != parent))
        {
            if (ended.TrySetResult(watch.Ended!))
            {
                lastMoment = now + watch.TimeLeft(BootClock.Now, resources.Epoch) + Grace;
            }

            // A DLL that blocks every thread of the pool must not keep this process, and with it the alive lock.
            if (now > lastMoment)
            {
                Native.EndNow(AuthorityEnded);
            }
        }

        if (now >= rotationDue)
        {
            rotationDue = now + 1000;
            log.RotateIfFull();
        }

        return watch.NextLook(BootClock.Now);
    }
}
