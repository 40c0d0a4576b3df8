namespace Holdfast.Core.Configuration;

/// <summary>What becomes of a group when its node goes on by the agreement of all others, without the database.</summary>
public enum DatabaseLossAction
{
    /// <summary>It goes on as long as all agree.</summary>
    GoOn,

    /// <summary>It is taken offline when the lease is over, and brought online when the database is back.</summary>
    Stop,
}
