using Holdfast.Core.Authority;
using Holdfast.Database;
using Holdfast.Linux;
using Holdfast.Service.Api;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Events;
using Holdfast.Service.Machines;
using Holdfast.Service.Machines.Certificates;
using Holdfast.Service.Machines.Members;
using Holdfast.Service.Membership;

namespace Holdfast.Service.Hosting;

/// <summary>
/// Starts a node's service in order and ends it in order. A stop is not a death: the hold is published first, and
/// what runs
/// goes on without the service.
/// </summary>
internal static class NodeHost
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly TimeSpan DetachLimit = TimeSpan.FromSeconds(10);

    /// <summary>How long the rest of the service waits for membership at the start.</summary>
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(2);

    /// <summary>Runs until SIGTERM or SIGINT.</summary>
    /// <returns>0 after a clean end; 1 with the reason on standard error if the node cannot run.</returns>
    public static async Task<int> RunAsync(NodeOptions options, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(options.DataFolder, Private | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
            Directory.CreateDirectory(options.LogFolder);
            Directory.CreateDirectory(options.PackagesFolder);
            RunFolders.Ensure(options.RunFolder);
            using ExclusiveLock? only = await NodeLock
                .TakeAsync(options.DataFolder, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            if (only is null)
            {
                return await RefuseAsync(
                    $"another holdfastd runs with {options.DataFolder}: end it first, or give this node "
                    + "a folder of its own with --data.").ConfigureAwait(false);
            }

            if (options.Machine is { } machine)
            {
                OwnCertificate.RenewAtStart(machine, TimeProvider.System, NodeDatabase.Warn);
            }

            if (options.Machine is { IsWitness: true, Member: { } vote } witness)
            {
                return await WitnessHost.RunAsync(options, witness, vote, NodeDatabase.Warn, cancellationToken)
                    .ConfigureAwait(false);
            }

            using AliveLock alive = AliveLock.Hold(options.AlivePath);
            await using EtcdSupervisor? etcd = options.Machine?.Member is { } member
                ? EtcdSupervisor.Start(member, TimeProvider.System, NodeDatabase.Warn)
                : null;
            await using IClusterDatabase database = await NodeDatabase.OpenAsync(options, cancellationToken)
                .ConfigureAwait(false);
            return await ServeAsync(options, database, alive, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is DatabaseCorruptException or DatabaseUnavailableException or IOException
            or UnauthorizedAccessException or LinuxException or InvalidOperationException)
        {
            return await RefuseAsync(broken.Message).ConfigureAwait(false);
        }
    }

    private static async Task<int> ServeAsync(
        NodeOptions options, IClusterDatabase database, AliveLock alive, CancellationToken cancellationToken)
    {
        LeaseProfile profile = await new NodeRecord(options, database).EnsureAsync(cancellationToken)
            .ConfigureAwait(false);
        NodeDatabase.Fit(database, profile);
        if (options.Machine is not null && !PidNamespace.CanCreate())
        {
            NodeDatabase.Warn("this service may make no PID namespaces, which takes root or CAP_SYS_ADMIN: what a "
                + "resource's program has forked can outlive a guard that is killed, while another node takes its "
                + "group over. Run holdfastd as root.");
        }

        // Only its own settings configure the service: no appsettings.json that lies where it is started, and nothing
        // that watches that folder for one.
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory, Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.AddNode(options, database, alive, profile);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        await using WebApplication app = builder.Build();

        // Membership first and alone: what an earlier run of this service left running is adopted before its lease
        // ends. Everything else competes with it for the processor, and follows.
        using var loops = new NodeLoops(app.Services, options);
        using var asked = new StopSignal(cancellationToken);
        loops.StartMembership();
        await SettleAsync(app.Services, loops, asked.Token).ConfigureAwait(false);
        loops.StartRest();
        ApiEndpoints.Map(app);
        await app.StartAsync(cancellationToken).ConfigureAwait(false);
        var addresses = app.Services.GetRequiredService<ApiAddresses>();
        await ApiSelfTest.RunAsync(addresses, cancellationToken).ConfigureAwait(false);
        loops.ApiListens(addresses.Url ?? "");
        await WaitAsync(app.Services, loops, asked.Token).ConfigureAwait(false);
        return await EndAsync(app, loops, options).ConfigureAwait(false);
    }

    /// <summary>Gives membership a moment to itself, and then reads the cluster.</summary>
    private static async Task SettleAsync(IServiceProvider services, NodeLoops loops, CancellationToken asked)
    {
        Task joined = services.GetRequiredService<IAuthority>().JoinedAsync(asked);
        await Task.WhenAny(joined, loops.Broken, Task.Delay(LongestSettling, asked)).ConfigureAwait(false);
        try
        {
            await services.GetRequiredService<ClusterView>().StartAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (DatabaseUnavailableException)
        {
            // The view goes on trying; a member must not end for it.
        }
    }

    /// <summary>
    /// Says that the node is ready once it has joined, and returns when it is asked to stop or a loop cannot go on.
    /// </summary>
    private static async Task WaitAsync(IServiceProvider services, NodeLoops loops, CancellationToken asked)
    {
        Task joined = services.GetRequiredService<IAuthority>().JoinedAsync(asked);
        Task stopped = Task.Delay(Timeout.Infinite, asked);
        if (await Task.WhenAny(joined, stopped, loops.Broken).ConfigureAwait(false) == joined
            && joined.IsCompletedSuccessfully)
        {
            ServiceNotify.Send("READY=1\nSTATUS=member of the cluster");
            await Task.WhenAny(stopped, loops.Broken).ConfigureAwait(false);
        }
    }

    private static async Task<int> EndAsync(WebApplication app, NodeLoops loops, NodeOptions options)
    {
        ServiceNotify.Send("STOPPING=1\nSTATUS=detaching; resources go on");
        var authority = app.Services.GetRequiredService<Authority>();
        var events = app.Services.GetRequiredService<EventLog>();
        bool broken = loops.Broken.IsCompleted;
        if (!broken)
        {
            events.Append(new EventDraft(
                "NodeDetached", $"The service of node "
                    + $"{options.Node} was stopped; its resources go on for {options.Hold.TotalSeconds:0} s."));
            authority.Detach(options.Hold);
            await Task.WhenAny(authority.Ended, Task.Delay(DetachLimit, CancellationToken.None)).ConfigureAwait(false);
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await loops.StopAsync().ConfigureAwait(false);
        await events.FlushAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await app.StopAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return broken ? 1 : 0;
    }

    private static async Task<int> RefuseAsync(string reason)
    {
        await Console.Error.WriteLineAsync($"holdfastd: {reason}").ConfigureAwait(false);
        return 1;
    }

    /// <summary>The host must not act on signals by itself.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
