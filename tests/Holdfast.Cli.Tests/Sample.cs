using System.Text.Json;
using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Tests;

/// <summary>A small cluster as the API would show it.</summary>
internal static class Sample
{
    public const string Hash = "3f2a61c0d9e1000000000000000000000000000000000000000000000000beef";

    public static ResourceDto Resource { get; } = new()
    {
        Name = "l", Group = "ledger", Type = "Acme.Ledger", Dll = "Acme.Ledger.dll", PackageHash = Hash, Description =
            "",
        Wanted = "Online", State = "Online", Owner = "n2", Since = DateTimeOffset.UnixEpoch, Reason = "", Health = "Ok",
        Locked = false, NodeUnfit = "", Role = null, PromotionScore = null, Instances = [],
        StatusText = "", Restarts = 0, RetryAt = null, IsolatedUntil = null, Polls = 12,
        Monitor = new MonitorDto { State = "Running", Pid = 42, Id = "m1" }, Guard = new GuardDto { Pid = 50 },
        Processes = [new ProcessDto { Pid = 51, Role = "resource", Id = "l", Hosts = ["l"] }],
        DependsOn = [], Properties = JsonElement.Parse("""{"Port":7000}"""), FromNextOnline = [],
        Policy = new ResourcePolicyDto
        {
            RestartAction = "RestartThenFailover", EmbeddedFailureAction = "LogOnly", RestartThreshold = 3,
            RestartPeriod = "15min", RestartDelay = "500ms",
            RetryPeriodOnFailure = "1h", SeparateMonitor = false, LooksAlivePollInterval = "5s",
            IsAlivePollInterval = "1min", PendingTimeout = "3min", DeadlockTimeout = "30s", FromType = [],
        },
        Revision = 11,
    };

    public static GroupDto Group { get; } = new()
    {
        Name = "ledger", Description = "", Wanted = "Online", State = "Online", Owner = "n2", Generation = 4,
        Since = DateTimeOffset.UnixEpoch, Reason = "", MovingTo = null, PreferredOwners = [], PossibleOwners = [],
        FailoverThreshold = null, FailoverPeriod = "6h", AutoFailback = false, Priority = 2000, Failovers = [],
        Hindrance = "", Locked = false, Held = false, FailbackWindow = "any", AntiAffinity = [], Affinity = [],
        DependsOn = [], GroupStartDelay = "0s", Needs = new Dictionary<string, long>(), Requires = [], Prefers = [],
        OnStopFailure = "Block", OnDatabaseLoss = "GoOn", InstanceCount = "none", InstancesPerNode = 1, Promoted = 0,
        Instances = [], LastMoveId = "", LastMoveRefusal = "", Guard = new GuardDto { Pid = 50 },
        Types = [new TypeNameDto { Name = "Acme.Ledger", Dll = "Acme.Ledger.dll", PackageHash = Hash }],
        Resources = [Resource], Revision = 10,
    };

    public static TypeDto Type { get; } = new()
    {
        Name = "Acme.Ledger", DisplayName = "Ledger", Dll = "Acme.Ledger.dll", PackageHash = Hash, Version = "1.0.0",
        EntryType = "Acme.Ledger", Description = "A ledger", BuiltIn = false,
        PropertySchema = JsonElement.Parse("""
            {"type":"object","properties":{
             "Port":{"type":"integer","default":7000,"minimum":1,"description":"TCP port"},
             "On":{"type":"boolean"},"Tags":{"type":"array"},"Label":{"type":"string"},"Rate":{"type":"number"}}}
            """),
        AppliedAtOnce = [], Controls = ["snapshot"], LooksAlivePollInterval = "5s", IsAlivePollInterval = "1min",
        PendingTimeout = "3min", DeadlockTimeout = "30s", FenceScope = "Process",
        Availability = [new AvailabilityDto { Node = "n1", Available = true, Reason = "" }], UsedBy = ["l"], Revision =
            9,
    };

    public static NodeDto Node { get; } = new()
    {
        Name = "n1", Id = 1, Wanted = "Active", State = "Up", Reason = "", IsCoordinator = true, Epoch = 3, Version =
            "0.1.0",
        Description = "", AuthorityLeftMs = 1234,
        Protections = ["guard-timer"], ApiSocket = "", ApiUrl = "", PeerUrl = "",
        Groups = ["ledger"], Packages =
            [Hash],
        Locked = false, QuarantinedUntil = null, Losses = [], Unfit = "", FailbackAsked = false, ConfirmedDead = null,
        Attributes = new Dictionary<string, string>(), Offers = new Dictionary<string, long>(),
        Used = new Dictionary<string, long>(),
        UnavailableTypes = new Dictionary<string, string>(),
        Processes = [new ProcessDto { Pid = 42, Role = "monitor", Id = "m1", Hosts = ["l"] }], Revision = 5,
    };

    public static ClusterStatusDto Status { get; } = new()
    {
        Name = "test", Id = "c-1", Profile = "fast", Locked = false, Revision = 20, AnsweredBy = "n1",
        Coordinator = "n1", Term = 2,
        Database = new DatabaseDto
        {
            Engine = "Sqlite", Members = 0, Answering = 0, Leader = "", Bytes = 0, Version = "", Alarms = [],
            Warnings = [],
        },
        Nodes = [Node], Groups = [Group], Types = [Type],
    };

    public static EventDto Event(string id, string message) => new()
    {
        Id = id, At = DateTimeOffset.UnixEpoch, Node = "n1", Kind = "MonitorDied", Level = "warning", Group = "ledger",
        Resource = "l", Type = "Acme.Ledger", Message = message, Cause = null, Revision = 7,
    };
}
