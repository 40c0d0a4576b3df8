using Holdfast.Linux;
using Holdfast.Service.Events;
using Holdfast.Service.Groups.Guards;
using Holdfast.Service.Groups.Hosts;
using Holdfast.Service.Groups.Monitors;
using Holdfast.Service.Hosting;
using Holdfast.Service.Membership;
using Holdfast.Service.Packages;

namespace Holdfast.Service.Groups;

/// <summary>The part of the service that runs this node's groups: its registrations and its loops.</summary>
public sealed class GroupsService
{
    private readonly GroupsLoop _groups;
    private readonly GroupStatusWriter _statuses;
    private readonly MonitorLookLoop _looks;
    private readonly MonitorPool _monitors;
    private readonly GroupMailboxes _mailboxes;
    private readonly TimeProvider _time;
    private readonly ILogger<ServiceLoop> _logger;

    internal GroupsService(
        GroupsLoop groups,
        GroupStatusWriter statuses,
        MonitorLookLoop looks,
        MonitorPool monitors,
        GroupMailboxes mailboxes,
        TimeProvider time,
        ILogger<ServiceLoop> logger)
    {
        _groups = groups;
        _statuses = statuses;
        _looks = looks;
        _monitors = monitors;
        _mailboxes = mailboxes;
        _time = time;
        _logger = logger;
    }

    /// <summary>
    /// Registers this part: <see cref="GroupsService"/>, <see cref="ILocalResources"/> and <see
    /// cref="IGroupOperations"/>.
    /// Needed: NodeOptions, IAuthority, IClusterView, IEventLog, IPackageStore, AliveLock, TimeProvider and logging.
    /// </summary>
    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<RunPaths>();
        services.AddSingleton<GroupMailboxes>();
        services.AddSingleton<GuardFolder>();
        services.AddSingleton<GuardPool>();
        services.AddSingleton<MonitorLauncher>();
        services.AddSingleton<DeathNotes>();
        services.AddSingleton(s => new MonitorPool(
            s.GetRequiredService<MonitorLauncher>(),
            s.GetRequiredService<IPackageStore>(),
            s.GetRequiredService<NodeOptions>().SpareMonitors,
            s.GetRequiredService<DeathNotes>(),
            s.GetRequiredService<GroupMailboxes>(),
            s.GetRequiredService<RunPaths>(),
            s.GetRequiredService<ILogger<MonitorPool>>()));
        services.AddSingleton<MonitorLookLoop>();
        services.AddSingleton<GroupStatusWriter>();
        services.AddSingleton(s => new HostServices(
            s.GetRequiredService<IAuthority>(),
            s.GetRequiredService<MonitorPool>(),
            s.GetRequiredService<GuardPool>(),
            s.GetRequiredService<IEventLog>(),
            s.GetRequiredService<GroupStatusWriter>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<GroupHost>>()));
        services.AddSingleton<GroupHosts>();
        services.AddSingleton<LocalResources>();
        services.AddSingleton<ILocalResources>(s => s.GetRequiredService<LocalResources>());
        services.AddSingleton<Adopting>();
        services.AddSingleton<GroupsLoop>();
        services.AddSingleton<IGroupOperations, GroupOperations>();
        services.AddSingleton(s => new GroupsService(
            s.GetRequiredService<GroupsLoop>(),
            s.GetRequiredService<GroupStatusWriter>(),
            s.GetRequiredService<MonitorLookLoop>(),
            s.GetRequiredService<MonitorPool>(),
            s.GetRequiredService<GroupMailboxes>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<ServiceLoop>>()));
    }

    /// <summary>
    /// A package that was missing is here: what failed or runs unsupervised for want of it need not wait.
    /// </summary>
    public void PackageFound(string hash) => _mailboxes.PostToAll(new Core.Groups.GroupEvent.PackageFound(hash));

    /// <summary>Runs until it is stopped, and then lets go: resources, monitors and guards go on.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(
                Loop("group statuses").RunAsync(_statuses.RunAsync, cancellationToken),
                Loop("monitor looks").RunAsync(_looks.RunAsync, cancellationToken),
                Loop("groups").RunAsync(_groups.RunAsync, cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            _monitors.LetGo();
        }
    }

    private ServiceLoop Loop(string name) => new(name, _time, _logger);
}
