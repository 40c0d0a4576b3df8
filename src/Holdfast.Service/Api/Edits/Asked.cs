using Holdfast.Client.Errors;
using Holdfast.Core.State;
using Holdfast.Service.Api.Problems;

namespace Holdfast.Service.Api.Edits;

/// <summary>Who asks for an edit, and the revision of the object that they decided from, if they said.</summary>
internal sealed record Asked(string Who, long? Revision = null)
{
    /// <summary>Why the row may not be edited: it was changed after what they saw. Null if it may.</summary>
    public Refusal? Outdated<T>(Row<T> row, string what) => Revision is { } seen && seen != row.Revision
        ? new Refusal(ErrorCodes.ChangedMeanwhile,
            $"{what} was changed at revision {row.Revision}, after the revision {seen} that you gave; read it again")
        : null;
}
