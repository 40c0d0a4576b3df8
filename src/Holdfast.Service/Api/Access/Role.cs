namespace Holdfast.Service.Api.Access;

/// <summary>What somebody may do; each includes the one before.</summary>
internal enum Role
{
    /// <summary>Reads, asks why and what if.</summary>
    Viewer,

    /// <summary>Runs what is there: online, offline, move, pause, drain, lock, clear, fail.</summary>
    Operator,

    /// <summary>Decides what is there: types, groups, resources, settings, machines, tokens, backups.</summary>
    Administrator,
}

/// <summary>Says which role an endpoint needs. One that says nothing needs <see cref="Role.Viewer"/> to be read, and
/// <see cref="Role.Administrator"/> for anything else.</summary>
internal sealed record Needs(Role Role);
