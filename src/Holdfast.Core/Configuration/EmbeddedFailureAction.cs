namespace Holdfast.Core.Configuration;

/// <summary>What is done about a resource that runs but says that something inside it is wrong.</summary>
public enum EmbeddedFailureAction
{
    /// <summary>Nothing; it is shown.</summary>
    None,

    /// <summary>It is shown and written down as an event.</summary>
    LogOnly,

    /// <summary>It counts as a failure, and the restart policy decides.</summary>
    Recover,
}
