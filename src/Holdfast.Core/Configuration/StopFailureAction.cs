namespace Holdfast.Core.Configuration;

/// <summary>What is done when a group cannot be stopped.</summary>
public enum StopFailureAction
{
    /// <summary>It is blocked where it is until it can be stopped or its node starts anew.</summary>
    Block,

    /// <summary>Its node is fenced; it goes elsewhere once nothing of that node can run.</summary>
    FenceNode,
}
