using Holdfast.Client.Dtos;

namespace Holdfast.Client;

/// <summary>A call was made with <c>whatIf</c>: nothing was changed, and this is what would happen.</summary>
/// <remarks>Thrown, so that no caller can take the plan for the answer of a change that was made.</remarks>
public sealed class PlanAnswer(PlanDto plan) : Exception("nothing was changed: it was only asked what would happen")
{
    public PlanDto Plan { get; } = plan;
}
