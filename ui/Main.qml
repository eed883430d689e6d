pragma ComponentBehavior: Bound
import QtQuick
import Kiosk
import "controls"
import "screens"
import "theme"

/*! The one window: sign above, a screen, footer below, and what may lie over them. */
Window {
    id: root

    required property Language language
    required property Comfort comfort
    required property ScreenFlow flow
    required property StationSign sign
    required property Services services
    required property CameraFeed camera
    required property TapForm tap
    required property CheckedIn checkedIn
    required property NotAccepted notAccepted
    required property HelpCall help
    required property Health health
    required property Enrolment enrolment
    required property real pixelsPerMm
    required property bool reduceMotion

    readonly property bool cannotSave: sign.cannotSave && flow.screen === "ready"
    readonly property bool outcome: flow.screen === "checkedIn" || flow.screen === "notAccepted" || cannotSave

    title: sign.station
    color: Theme.paper

    Binding { target: Theme; property: "pixelsPerMm"; value: root.pixelsPerMm }
    Binding { target: Theme; property: "screenWidth"; value: root.width }
    Binding { target: Theme; property: "screenHeight"; value: root.height }
    Binding { target: Theme; property: "chinese"; value: root.language.chinese }
    Binding { target: Theme; property: "largeText"; value: root.comfort.largeText && root.flow.sheet !== "health" }
    Binding { target: Theme; property: "highContrast"; value: root.comfort.highContrast }
    Binding { target: Theme; property: "lowControls"; value: root.comfort.lowControls && Theme.portrait && root.flow.sheet !== "health" }
    Binding { target: Theme; property: "reduceMotion"; value: root.reduceMotion }

    Rectangle {
        id: ground

        readonly property bool good: root.flow.screen === "checkedIn"
                                      || root.flow.screen === "notAccepted" && root.notAccepted.friendly

        anchors { fill: parent; topMargin: header.y + header.height + Theme.gap }
        visible: root.outcome
        topLeftRadius: Theme.panelRadius * 1.5
        topRightRadius: topLeftRadius
        color: good ? Theme.acceptedGround : Theme.refusedGround
    }
    Header {
        id: header

        x: Theme.margin
        y: Theme.margin
        width: parent.width - 2 * Theme.margin
        sign: root.sign
        help: root.help
        onBadgeHeld: root.flow.open("staff")
    }
    Item {
        id: place

        anchors {
            left: header.left
            right: header.right
            top: header.bottom
            bottom: footer.top
            topMargin: root.outcome && !Theme.small ? Theme.gap * 2 : Theme.gap
            bottomMargin: Theme.gap
        }

        ReadyScreen {
            objectName: "ReadyScreen"
            anchors.fill: parent
            visible: root.flow.screen === "ready" && !root.cannotSave
            startsAt: place.y
            camera: root.camera
            services: root.services
            sign: root.sign
            onServicesWanted: root.flow.open("services")
            onServiceChosen: serviceId => root.choose(serviceId)
        }
        OnDemand {
            wanted: root.cannotSave
            sourceComponent: CannotSaveScreen {
                objectName: "CannotSaveScreen"
                startsAt: place.y
                help: root.help
            }
        }
        OnDemand {
            wanted: root.flow.screen === "tap"
            sourceComponent: TapScreen {
                objectName: "TapScreen"
                startsAt: place.y
                camera: root.camera
                form: root.tap
                onOtherServiceWanted: root.flow.open("services")
            }
        }
        OnDemand {
            wanted: root.flow.screen === "checkedIn"
            sourceComponent: CheckedInScreen {
                objectName: "CheckedInScreen"
                startsAt: place.y
                model: root.checkedIn
                onOtherServiceWanted: root.flow.open("services")
                onDone: root.flow.leave()
            }
        }
        OnDemand {
            wanted: root.flow.screen === "notAccepted"
            sourceComponent: NotAcceptedScreen {
                objectName: "NotAcceptedScreen"
                startsAt: place.y
                model: root.notAccepted
                help: root.help
                onServiceWanted: root.flow.go_back()
                onDismissed: root.flow.go_back()
            }
        }
    }
    Footer {
        id: footer

        anchors { left: header.left; right: header.right; bottom: parent.bottom; bottomMargin: Theme.margin }
        language: root.language
        lastText: root.flow.screen === "tap" ? qsTr("Back")
                : root.flow.screen === "notAccepted" && !root.notAccepted.friendly ? "" : qsTr("Ask for help")
        lastIcon: root.flow.screen === "tap" ? "back" : "help"
        onAccessWanted: root.flow.open("access")
        onLastPressed: root.flow.screen === "tap" ? root.flow.go_back() : root.help.ask()
    }

    OnDemand {
        wanted: root.flow.sheet === "services"
        sourceComponent: ServicesSheet {
            services: root.services
            onClosed: root.flow.close()
            onChosen: serviceId => root.choose(serviceId)
        }
    }
    OnDemand {
        wanted: root.flow.sheet === "access"
        sourceComponent: AccessSheet {
            comfort: root.comfort
            onClosed: root.flow.close()
        }
    }
    OnDemand {
        wanted: root.flow.sheet === "staff"
        sourceComponent: StaffSheet {
            onClosed: root.flow.close()
            onOpened: root.flow.open("health")
        }
    }
    OnDemand {
        wanted: root.flow.sheet === "enrolment"
        sourceComponent: EnrolmentSheet {
            enrolment: root.enrolment
            onClosed: root.flow.close()
        }
    }
    OnDemand {
        wanted: root.flow.sheet === "health"
        sourceComponent: HealthSheet {
            health: root.health
            onClosed: root.flow.close()
        }
    }
    OnDemand {
        wanted: root.flow.secondsLeft > 0
        sourceComponent: IdleWarning {
            secondsLeft: root.flow.secondsLeft
        }
    }
    Shortcut {
        sequence: "Ctrl+Shift+Q"
        onActivated: root.flow.open("staff")
    }

    /*! A service was touched: on the Checked-in screen it takes the place of the one that counts, else it opens Tap. */
    function choose(serviceId: string): void {
        if (flow.screen === "checkedIn") {
            flow.close();
            checkedIn.wantService(serviceId);
        } else {
            tap.choose(serviceId);
            flow.choose();
        }
    }
}
