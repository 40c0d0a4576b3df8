using Holdfast.Core.Authority;
using Holdfast.Core.Collections;
using Holdfast.Core.State;
using Holdfast.Database;
using Holdfast.Linux;
using Holdfast.Linux.Netlink;
using Holdfast.Service.Api;
using Holdfast.Service.ClusterViews;
using Holdfast.Service.Coordination;
using Holdfast.Service.Decisions;
using Holdfast.Service.Events;
using Holdfast.Service.Fencing;
using Holdfast.Service.Groups;
using Holdfast.Service.Machines.Peers;
using Holdfast.Service.Membership;
using Holdfast.Service.Packages;

namespace Holdfast.Service.Hosting;

/// <summary>Puts a node's parts together; what each is given is in its constructor.</summary>
internal static class NodeServices
{
    private static readonly TimeSpan DescribeTimeout = TimeSpan.FromSeconds(30);

    /// <summary>How long an address that is not renewed stays in the kernel: 3 s of lifetime, and half a second late.
    /// </summary>
    private static readonly TimeSpan AddressLifetime = TimeSpan.FromSeconds(3.5);

    /// <summary>How long one is heard that the packet filter looks after: a time-out of 1 s, and as late as that is.
    /// </summary>
    private static readonly TimeSpan AddressTimeout = TimeSpan.FromSeconds(1) + AddressTimeouts.Late;

    /// <param name="services">The collection to fill.</param>
    /// <param name="options">This node's settings.</param>
    /// <param name="database">The opened cluster database.</param>
    /// <param name="alive">The lock that says that something of this node lives.</param>
    /// <param name="profile">The cluster's profile.</param>
    public static void AddNode(
        this IServiceCollection services, NodeOptions options, IClusterDatabase database, AliveLock alive,
        LeaseProfile profile)
    {
        services.AddSingleton(options);
        services.AddSingleton(database);
        services.AddSingleton(alive);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IBootClock, MachineClock>();
        services.AddSingleton<ClusterView>();
        services.AddSingleton<IClusterView>(provider => provider.GetRequiredService<ClusterView>());
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<EventLog>(provider, options.Node));
        services.AddSingleton<IEventLog>(provider => provider.GetRequiredService<EventLog>());
        AddMembership(services, options, profile);
        AddPackages(services, options);
        GroupsService.Register(services);
        services.AddSingleton<NodeReport>();
        services.AddSingleton<INodeReport>(provider => provider.GetRequiredService<NodeReport>());
        services.AddHoldfastApi();
    }

    private static void AddMembership(IServiceCollection services, NodeOptions options, LeaseProfile profile)
    {
        services.AddSingleton(_ => AuthorityPage.Create(options.AuthorityPath));
        services.AddSingleton<Enforcement>();
        services.AddSingleton<MembershipNews>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<MemberDatabase>(provider, options.Node));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Authority>(
            provider, Start(options, profile)));
        if (options.Watchdog is { } watchdog)
        {
            services.AddSingleton(provider => ActivatorUtilities.CreateInstance<WatchdogFeeder>(provider, watchdog));
        }

        if (options.Machine is not null)
        {
            services.AddSingleton<IOtherMembers>(provider =>
                ActivatorUtilities.CreateInstance<OtherMembers>(provider, options.Node));
        }

        services.AddSingleton<IAuthority>(provider => provider.GetRequiredService<Authority>());
        services.AddSingleton<MembershipLoop>();
        services.AddSingleton<DecisionLog>();
        services.AddSingleton<CoordinatorLoop>();
        services.AddSingleton<FencingLoop>();
        services.AddSingleton<DeviceListLoop>();
    }

    private static void AddPackages(IServiceCollection services, NodeOptions options)
    {
        services.AddSingleton<IPackageDescriber>(provider => ActivatorUtilities.CreateInstance<MonitorDescriber>(
            provider, options.MonitorProgram, DescribeTimeout));
        services.AddSingleton<IPackagePeers>(provider =>
            ActivatorUtilities.CreateInstance<PeerPackages>(provider, options.Node));
        services.AddSingleton(provider =>
            ActivatorUtilities.CreateInstance<PackageStore>(provider, options.PackagesFolder));
        services.AddSingleton<IPackageStore>(provider => provider.GetRequiredService<PackageStore>());
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<TypeRegistration>(provider, options.Node));
        services.AddSingleton<BuiltInTypes>();
        services.AddSingleton<PackageLoop>();
    }

    private static MemberAgentState Start(NodeOptions options, LeaseProfile profile) => new()
    {
        Identity = new MemberIdentity(
            options.Node, BootClock.BootId, options.ProveDeath ? options.AlivePath : "",
            Protections(options, profile))
        {
            AsksOthers = options.Machine is not null,
            Watchdog = options.Watchdog?.Timeout ?? TimeSpan.Zero,
        },
        Profile = profile,
    };

    /// <summary>
    /// What really ends this node's resources when it goes silent; nothing is claimed that is not there.
    /// </summary>
    private static ValueList<string> Protections(NodeOptions options, LeaseProfile profile)
    {
        var all = new List<string> { "guard-timer" };
        if (PidNamespace.CanCreate())
        {
            all.Add("pid-namespace");
        }

        if (options.ProveDeath)
        {
            all.Add("alive-lock");
        }

        TimeSpan room = profile.Kill - (profile.Heartbeat * 2);
        if (room >= AddressLifetime || (room >= AddressTimeout && AddressTimeouts.WhyNot() is null))
        {
            all.Add(Core.Failover.Protections.AddressLifetime);
        }

        return all.ToValueList();
    }
}
