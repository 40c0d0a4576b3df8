namespace Holdfast.Core.Configuration;

/// <summary>What becomes of a group when its node goes on without the database, as all nodes agreed.</summary>
public enum DatabaseLossAction
{
    /// <summary>It goes on as long as all agree.</summary>
    GoOn,

    /// <summary>It is taken offline when the lease is over, and brought online when the database is back.</summary>
    Stop,
}
