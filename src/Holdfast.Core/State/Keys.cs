namespace Holdfast.Core.State;

/// <summary>The keys of the cluster database, in one place.</summary>
public static class Keys
{
    public const string Cluster = "config/cluster";
    public const string Nodes = "config/nodes/";
    public const string Types = "config/types/";
    public const string Groups = "config/groups/";
    public const string Resources = "config/resources/";
    public const string Machines = "config/machines/";
    public const string People = "config/people/";
    public const string FenceDevices = "config/fence/";
    public const string Revocations = "revocations";
    public const string Joins = "joins/";
    public const string Moves = "requests/moves/";
    public const string Coordinator = "state/coordinator";
    public const string Members = "state/members/";
    public const string GroupStates = "state/groups/";
    public const string NodeStates = "state/nodes/";
    public const string Fences = "state/fences/";
    public const string GroupStatuses = "status/groups/";
    public const string NodeStatuses = "status/nodes/";
    public const string FenceDeviceStatuses = "status/fence/";
    public const string Events = "events/";
    public const string Decisions = "decisions/";

    public static string Node(string name) => Nodes + name;

    public static string Type(string name) => Types + name;

    public static string Group(string name) => Groups + name;

    public static string Resource(string name) => Resources + name;

    public static string Machine(string name) => Machines + name;

    public static string Person(string name) => People + name;

    public static string FenceDevice(string name) => FenceDevices + name;

    public static string Join(string id) => Joins + id;

    public static string Move(string group) => Moves + group;

    public static string Member(string node) => Members + node;

    public static string GroupState(string group) => GroupStates + group;

    public static string NodeState(string node) => NodeStates + node;

    public static string Fence(string node) => Fences + node;

    public static string GroupStatus(string group) => GroupStatuses + group;

    public static string NodeStatus(string node) => NodeStatuses + node;

    public static string FenceDeviceStatus(string device) => FenceDeviceStatuses + device;

    public static string Decision(string id) => Decisions + id;

    public static string Event(string id) => Events + id;
}
